package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code checkpoints/round-.../state.json}: what a checkpoint holds. The vectors stand beside it as .npy files, the rows of the
 * tables in {@code checkpoints/rows}.
 *
 * @param rounds rounds completed
 * @param steps local steps that each agent has done
 * @param averaged values that the reported average holds
 * @param plateaus what the plateau rule remembers, in agent order
 * @param judgedAtStep local step at which the agents' success was last judged
 * @param success its measures, in agent order; empty before the first judgement
 * @param experimentSha256 of what decides the bits of a round, configuration and data
 * @param vectors .npy file to the {@link QuorumHash} of its vector
 * @param rows csv file to the SHA-256 of its bytes
 * @param asynchronous of agents that go in their own time to a server, or null
 * @param decentralized of agents without a server, or null
 */
@JsonPropertyOrder({
    "rounds",
    "steps",
    "agents",
    "averaged",
    "plateaus",
    "judged_at_step",
    "success",
    "experiment_sha256",
    "vectors",
    "rows",
    "asynchronous",
    "decentralized"
})
public record CheckpointState(
        @JsonProperty(value = "rounds", required = true) int rounds,
        @JsonProperty(value = "steps", required = true) long steps,
        @JsonProperty(value = "agents", required = true) int agents,
        @JsonProperty(value = "averaged", required = true) long averaged,
        @JsonProperty(value = "plateaus", required = true) List<AgentPlateau> plateaus,

        @JsonProperty(value = "judged_at_step", required = true)
        long judgedAtStep,

        @JsonProperty(value = "success", required = true) List<Double> success,

        @JsonProperty(value = "experiment_sha256", required = true)
        String experimentSha256,

        @JsonProperty(value = "vectors", required = true) Map<String, String> vectors,
        @JsonProperty(value = "rows", required = true) Map<String, String> rows,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("asynchronous") @Nullable
        AsynchronousNumbers asynchronous,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("decentralized") @Nullable
        DecentralizedNumbers decentralized) {

    /** What the plateau rule remembers of one agent. */
    @JsonPropertyOrder({"reference", "stalled", "divisions"})
    public record AgentPlateau(
            @JsonProperty(value = "reference", required = true)
            double reference,

            @JsonProperty(value = "stalled", required = true)
            int stalled,

            @JsonProperty(value = "divisions", required = true)
            int divisions) {}

    public CheckpointState {
        plateaus = List.copyOf(plateaus);
        success = List.copyOf(success);
        vectors = new TreeMap<>(vectors);
        rows = new TreeMap<>(rows);
    }

    public byte[] toJson() {
        return Json.pretty(this);
    }

    public static CheckpointState fromJson(String file, byte[] json) {
        return Json.read(file, json, CheckpointState.class);
    }
}
