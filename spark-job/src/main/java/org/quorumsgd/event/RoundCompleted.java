package org.quorumsgd.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.jspecify.annotations.Nullable;

/**
 * A logged round is over; fields as in {@code rounds.csv}, {@code agents.csv} and {@code layers.csv}. NaN means not measured in this round.
 *
 * @param virtualTime above 0 where agents go by a virtual clock, otherwise NaN; 0 in event logs of versions without it
 * @param meanStaleness this and what follows up to {@code setDifference} are of agents that go in their own time; NaN in event logs of
 *     versions without it
 * @param deviceBytes that crossed between hosts and devices, all agents; NaN where none did and in event logs of versions without it
 * @param agents in agent order
 * @param layers in the order of the parameter vector
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RoundCompleted(
        String runId,
        long round,
        long step,
        double epoch,
        double trainLoss,
        double validationLoss,
        double validationError,
        double testLoss,
        double testError,
        double spread,
        double centerNorm,
        double centerQuorumDistance,
        double gradientNorm,
        double learningRate,
        double couplingGain,
        double wallSeconds,
        double overheadSeconds,
        double imagesPerSecond,
        double pairwiseMaxDistance,
        double updateCosine,
        double noiseScale,
        double distortion,
        double agentNoise,
        double centerNoise,
        double noiseRatio,
        double probeCenterLoss,
        double probeAgentLoss,
        double virtualTime,
        @JsonDeserialize(using = NanWhereAbsent.class) double meanStaleness,
        @JsonDeserialize(using = NanWhereAbsent.class) double rmsStaleness,
        @JsonDeserialize(using = NanWhereAbsent.class) double largestStaleness,
        @JsonDeserialize(using = NanWhereAbsent.class) double centralEnergy,
        @JsonDeserialize(using = NanWhereAbsent.class) double proxyEnergy,
        @JsonDeserialize(using = NanWhereAbsent.class) double clampedShare,
        @JsonDeserialize(using = NanWhereAbsent.class) double gradientsInFlight,
        @JsonDeserialize(using = NanWhereAbsent.class) double setDifference,
        @JsonDeserialize(using = NanWhereAbsent.class) double deviceBytes,
        @Nullable List<Agent> agents,
        @Nullable List<Layer> layers)
        implements SparkListenerEvent {

    /**
     * One agent's measures.
     *
     * @param staleness of its last commit where agents go in their own time, 0 before its first; otherwise NaN
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Agent(
            int agent,
            String host,
            @Nullable String device,
            double trainLoss,
            double distanceToCenter,
            double gradientNorm,
            double computeSeconds,
            double learningRate,
            double couplingGain,
            double validationLoss,
            @JsonDeserialize(using = NanWhereAbsent.class) double staleness) {}

    /** The spread over one block of the parameter vector. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Layer(String block, double spread) {}
}
