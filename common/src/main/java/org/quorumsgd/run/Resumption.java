package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One {@code --resume} of a run.
 *
 * @param at when
 * @param afterRound rounds of the checkpoint that it went on from; 0 when none was intact
 * @param commit the version-control commit of the code that went on, or null when it is not known
 */
@JsonPropertyOrder({"at", "after_round", "commit"})
public record Resumption(
        @JsonProperty(value = "at", required = true) Instant at,

        @JsonProperty(value = "after_round", required = true)
        int afterRound,

        @JsonProperty("commit") @Nullable String commit) {
    public Resumption {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
