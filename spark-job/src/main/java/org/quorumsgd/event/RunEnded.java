package org.quorumsgd.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * A run is over.
 *
 * @param status as in the run's manifest
 * @param failure what ended it before its time; empty otherwise
 * @param endMillis time since the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunEnded(String runId, String status, String failure, long endMillis) implements SparkListenerEvent {}
