package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run in one object: {@code summary.json}. Null means not measured; a diverged run may carry NaN or infinities.
 *
 * @param epochs passes over the training split, fractions included
 * @param trainLoss mean of the agents' minibatch losses in the last logged round
 * @param validationError fraction in [0, 1], of the reported model
 * @param testError fraction in [0, 1], of the reported model
 * @param spread (1/p) sum_i |x^i - xbar|^2 at the end
 * @param overheadFraction share in [0, 1] of the rounds' wall time not spent in the slowest agent's compute
 * @param evaluationFraction share in [0, 1] of the wall time in which models were judged and gradients probed; null in runs of an
 *     older version
 * @param seconds wall time of the whole run
 * @param quorumSha256 {@link QuorumHash} of the final quorum vector
 * @param meanStaleness S_avg over all commits of agents that go in their own time; this and what follows null where agents go together,
 *     and in runs of an older version
 * @param rmsStaleness S_rms of them, the root of the mean of the squares
 * @param largestStaleness S_max of them
 * @param implicitMomentum of the centre's path since the run began or was resumed last; null where commits are too few to tell
 * @param implicitMomentumError its standard error
 */
@JsonPropertyOrder({
    "status",
    "algorithm",
    "agents",
    "rounds",
    "steps",
    "epochs",
    "train_loss",
    "validation_loss",
    "validation_error",
    "test_loss",
    "test_error",
    "spread",
    "images_per_second",
    "overhead_fraction",
    "evaluation_fraction",
    "seconds",
    "quorum_sha256",
    "mean_staleness",
    "rms_staleness",
    "largest_staleness",
    "implicit_momentum",
    "implicit_momentum_error"
})
public record Summary(
        @JsonProperty(value = "status", required = true) RunStatus status,
        @JsonProperty(value = "algorithm", required = true) String algorithm,
        @JsonProperty(value = "agents", required = true) int agents,
        @JsonProperty(value = "rounds", required = true) long rounds,
        @JsonProperty(value = "steps", required = true) long steps,
        @JsonProperty("epochs") @Nullable Double epochs,
        @JsonProperty("train_loss") @Nullable Double trainLoss,
        @JsonProperty("validation_loss") @Nullable Double validationLoss,
        @JsonProperty("validation_error") @Nullable Double validationError,
        @JsonProperty("test_loss") @Nullable Double testLoss,
        @JsonProperty("test_error") @Nullable Double testError,
        @JsonProperty("spread") @Nullable Double spread,
        @JsonProperty("images_per_second") @Nullable Double imagesPerSecond,
        @JsonProperty("overhead_fraction") @Nullable Double overheadFraction,
        @JsonProperty("evaluation_fraction") @Nullable Double evaluationFraction,
        @JsonProperty(value = "seconds", required = true) double seconds,
        @JsonProperty("quorum_sha256") @Nullable String quorumSha256,
        @JsonProperty("mean_staleness") @Nullable Double meanStaleness,
        @JsonProperty("rms_staleness") @Nullable Double rmsStaleness,
        @JsonProperty("largest_staleness") @Nullable Integer largestStaleness,
        @JsonProperty("implicit_momentum") @Nullable Double implicitMomentum,
        @JsonProperty("implicit_momentum_error") @Nullable Double implicitMomentumError) {

    public Summary {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(algorithm, "algorithm");
    }

    /** The same of a run that has another status by now. */
    public Summary with(RunStatus newStatus) {
        return new Summary(
                newStatus,
                algorithm,
                agents,
                rounds,
                steps,
                epochs,
                trainLoss,
                validationLoss,
                validationError,
                testLoss,
                testError,
                spread,
                imagesPerSecond,
                overheadFraction,
                evaluationFraction,
                seconds,
                quorumSha256,
                meanStaleness,
                rmsStaleness,
                largestStaleness,
                implicitMomentum,
                implicitMomentumError);
    }

    public byte[] toJson() {
        return Json.pretty(this);
    }

    /** Reads what {@link #toJson} wrote; properties of later versions are passed over. */
    public static Summary fromJson(String file, byte[] json) {
        return Json.read(file, json, Summary.class);
    }
}
