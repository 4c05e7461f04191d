package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What theory says of a run before its first step: {@code theory.json}. The curvature is that of the loss where the first agent
 * starts and changes as the agents move.
 *
 * @param smallestEigenvalue smallest Ritz value of the Hessian on the probe batch
 * @param smallestResidual some eigenvalue lies within this distance of it
 * @param agentNoise trace of the covariance of one agent's minibatch gradient
 * @param gainThreshold coupling gains above it synchronize gradient agents (Boffi &amp; Slotine 2020, Thm. 3.1)
 * @param gain coupling gain at the beginning
 * @param spreadBound bound (22) on the spread at that gain and the largest learning rate, or null below the threshold
 * @param learningRate before any decay, of the agent that has the largest
 * @param learningRateLimit the learning rate at which a single agent becomes unstable at the largest eigenvalue
 * @param couplingStrength alpha = learning rate x gain at its largest, which the slowest agent's learning rate gives
 * @param couplingLimit the alpha at which agents that exchange at every step become unstable there; null when a single agent
 *     is, or where there is no formula (second-order filters)
 */
@JsonPropertyOrder({
    "smallest_eigenvalue",
    "smallest_residual",
    "largest_eigenvalue",
    "largest_residual",
    "lanczos_steps",
    "agent_noise",
    "gain_threshold",
    "gain",
    "spread_bound",
    "learning_rate",
    "learning_rate_limit",
    "coupling_strength",
    "coupling_limit"
})
public record Forecast(
        @JsonProperty("smallest_eigenvalue") double smallestEigenvalue,
        @JsonProperty("smallest_residual") double smallestResidual,
        @JsonProperty("largest_eigenvalue") double largestEigenvalue,
        @JsonProperty("largest_residual") double largestResidual,
        @JsonProperty("lanczos_steps") int lanczosSteps,
        @JsonProperty("agent_noise") double agentNoise,
        @JsonProperty("gain_threshold") double gainThreshold,
        @JsonProperty("gain") double gain,
        @JsonProperty("spread_bound") @Nullable Double spreadBound,
        @JsonProperty("learning_rate") double learningRate,
        @JsonProperty("learning_rate_limit") double learningRateLimit,
        @JsonProperty("coupling_strength") double couplingStrength,
        @JsonProperty("coupling_limit") @Nullable Double couplingLimit) {

    public byte[] toJson() {
        return Json.pretty(this);
    }

    public static Forecast fromJson(String file, byte[] json) {
        return Json.read(file, json, Forecast.class);
    }
}
