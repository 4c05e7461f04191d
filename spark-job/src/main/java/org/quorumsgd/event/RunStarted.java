package org.quorumsgd.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * A run begins.
 *
 * @param runId names the run in all its events
 * @param name what the user calls it
 * @param configuration the resolved configuration as HOCON text
 * @param parameters n, the length of the parameter vector
 * @param rounds how many are planned
 * @param startMillis time since the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunStarted(
        String runId,
        String name,
        String algorithm,
        int agents,
        long parameters,
        long rounds,
        String configuration,
        long startMillis)
        implements SparkListenerEvent {}
