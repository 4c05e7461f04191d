package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a checkpoint of agents that go in their own time has beside that of any run.
 *
 * @param commits so far
 * @param largestStaleness of them
 * @param time of the last one, as the run's clock tells
 * @param localSteps of a work
 * @param learningRateFactors in agent order; empty: 1 for all
 * @param agents in agent order
 */
@JsonPropertyOrder({"commits", "largest_staleness", "time", "local_steps", "learning_rate_factors", "agents"})
public record AsynchronousNumbers(
        @JsonProperty(value = "commits", required = true) long commits,

        @JsonProperty(value = "largest_staleness", required = true)
        int largestStaleness,

        @JsonProperty(value = "time", required = true) double time,

        @JsonProperty(value = "local_steps", required = true)
        int localSteps,

        @JsonProperty(value = "learning_rate_factors", required = true)
        List<Double> learningRateFactors,

        @JsonProperty(value = "agents", required = true) List<Agent> agents) {

    /**
     * An agent's last commit and the work that it has in hand.
     *
     * @param step local steps before the work
     * @param round in which the work was handed out, from 0
     * @param strength alpha of the work's pull
     * @param due when it ends; NaN where nobody knows
     * @param commitsAtPull commits of all agents before it pulled
     * @param lastStaleness of its last commit
     * @param seconds that this took to compute
     */
    @JsonPropertyOrder({
        "step",
        "round",
        "strength",
        "due",
        "commits_at_pull",
        "last_staleness",
        "train_loss",
        "gradient_norm",
        "update_norm",
        "seconds"
    })
    public record Agent(
            @JsonProperty(value = "step", required = true) long step,
            @JsonProperty(value = "round", required = true) int round,

            @JsonProperty(value = "strength", required = true)
            double strength,

            @JsonProperty(value = "due", required = true) double due,

            @JsonProperty(value = "commits_at_pull", required = true)
            long commitsAtPull,

            @JsonProperty(value = "last_staleness", required = true)
            int lastStaleness,

            @JsonProperty(value = "train_loss", required = true)
            double trainLoss,

            @JsonProperty(value = "gradient_norm", required = true)
            double gradientNorm,

            @JsonProperty(value = "update_norm", required = true)
            double updateNorm,

            @JsonProperty(value = "seconds", required = true)
            double seconds) {}

    public AsynchronousNumbers {
        learningRateFactors = List.copyOf(learningRateFactors);
        agents = List.copyOf(agents);
    }
}
