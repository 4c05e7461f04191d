package org.quorumsgd.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * What theory says of a run before its first round; fields as in {@code theory.json}. NaN where a quantity has no value.
 *
 * @param spreadBound bound (22) on the spread; NaN where the gain is below the threshold
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunForecast(
        String runId,
        double largestEigenvalue,
        double agentNoise,
        double gainThreshold,
        double gain,
        double spreadBound,
        double learningRate,
        double learningRateLimit,
        double couplingStrength,
        double couplingLimit)
        implements SparkListenerEvent {}
