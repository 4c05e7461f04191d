package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code checkpoints/round-.../state.json}: what a checkpoint holds. The vectors stand beside it as .npy files.
 *
 * @param rounds rounds completed
 * @param steps local steps that each agent has done
 * @param vectors .npy file to the {@link QuorumHash} of its vector
 */
@JsonPropertyOrder({"rounds", "steps", "agents", "vectors"})
public record CheckpointState(
        @JsonProperty(value = "rounds", required = true) int rounds,
        @JsonProperty(value = "steps", required = true) long steps,
        @JsonProperty(value = "agents", required = true) int agents,
        @JsonProperty(value = "vectors", required = true) Map<String, String> vectors) {

    public CheckpointState {
        vectors = new TreeMap<>(vectors);
    }

    public byte[] toJson() {
        return Json.pretty(this);
    }

    public static CheckpointState fromJson(String file, byte[] json) {
        return Json.read(file, json, CheckpointState.class);
    }
}
