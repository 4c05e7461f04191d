package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Secrets;

/**
 * What a run is made of, enough to repeat it: {@code manifest.json}. Credentials, which it does not take to repeat it, are masked.
 *
 * @param configuration the resolved configuration, nested as in its file
 * @param configurationSha256 identifies the resolved configuration: equal for equal values of all keys
 * @param commit the version-control commit of the code, or null when it is not known
 * @param parameters length n of the parameter vector
 * @param versions component to version, such as {@code spark -> 3.5.5}
 * @param dataSha256 data file to the SHA-256 of its bytes
 * @param lateReports how often an agent's earlier report stood in for a late one, see {@code deadline.action}
 * @param replays directory of the run on a real clock whose order of commits this one repeats, or null
 * @param cluster master, application id, executors, as Spark names them
 * @param start when the first round was begun
 * @param resumptions each time that the run went on after an interruption or a crash, in order
 * @param failure null, or what ended the run before its time; round, agent and quantity when it diverged
 */
@JsonPropertyOrder({
    "run_id",
    "name",
    "status",
    "failure",
    "start",
    "resumptions",
    "end",
    "agents",
    "parameters",
    "late_reports",
    "bit_exact",
    "replays",
    "seed",
    "commit",
    "versions",
    "cluster",
    "data_sha256",
    "configuration_sha256",
    "configuration"
})
public record Manifest(
        @JsonProperty(value = "run_id", required = true) String runId,
        @JsonProperty(value = "name", required = true) String name,
        @JsonProperty(value = "status", required = true) RunStatus status,
        @JsonProperty("failure") @Nullable String failure,
        @JsonProperty(value = "start", required = true) Instant start,
        @JsonProperty("resumptions") List<Resumption> resumptions,
        @JsonProperty("end") @Nullable Instant end,
        @JsonProperty(value = "agents", required = true) int agents,
        @JsonProperty(value = "parameters", required = true) long parameters,
        @JsonProperty("late_reports") Long lateReports,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("replays") @Nullable
        String replays,

        @JsonProperty(value = "seed", required = true) long seed,
        @JsonProperty("commit") @Nullable String commit,
        @JsonProperty("versions") Map<String, String> versions,
        @JsonProperty("cluster") Map<String, Object> cluster,
        @JsonProperty("data_sha256") Map<String, String> dataSha256,
        @JsonProperty("configuration_sha256") String configurationSha256,
        @JsonProperty("configuration") Map<String, Object> configuration) {

    public Manifest {
        Objects.requireNonNull(runId, "run_id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(status, "status");
        start = start.truncatedTo(ChronoUnit.MILLIS);
        resumptions = resumptions == null ? List.of() : List.copyOf(resumptions); // earlier versions wrote none
        end = end == null ? null : end.truncatedTo(ChronoUnit.MILLIS);
        failure = failure == null ? null : Secrets.masked(failure);
        lateReports = Objects.requireNonNullElse(lateReports, 0L); // of a run of an older version
        replays = replays == null ? null : Secrets.masked(replays);
        versions = ordered(versions);
        cluster = ordered(cluster);
        dataSha256 = ordered(dataSha256);
        configuration = ordered(configuration);
    }

    /** A run that repeats no other. */
    public Manifest(
            String runId,
            String name,
            RunStatus status,
            @Nullable String failure,
            Instant start,
            List<Resumption> resumptions,
            @Nullable Instant end,
            int agents,
            long parameters,
            Long lateReports,
            long seed,
            @Nullable String commit,
            Map<String, String> versions,
            Map<String, Object> cluster,
            Map<String, String> dataSha256,
            String configurationSha256,
            Map<String, Object> configuration) {
        this(
                runId,
                name,
                status,
                failure,
                start,
                resumptions,
                end,
                agents,
                parameters,
                lateReports,
                null,
                seed,
                commit,
                versions,
                cluster,
                dataSha256,
                configurationSha256,
                configuration);
    }

    /**
     * Whether the result is a function of configuration, seed and data alone: no report was late, and commits did not come in an order
     * of their own.
     */
    @JsonProperty(value = "bit_exact", access = JsonProperty.Access.READ_ONLY)
    public boolean bitExact() {
        return lateReports == 0 && !ClockName.REAL.label().equals(configuration.get(Keys.CLOCK.name()));
    }

    /** The manifest of a run that repeats the order of another one. */
    public Manifest replaying(String run) {
        return with(run, lateReports, status, end, failure);
    }

    /** The manifest of the run as it stands after its end. */
    public Manifest ended(RunStatus endStatus, Instant endTime, @Nullable String endFailure) {
        return with(replays, lateReports, endStatus, endTime, endFailure);
    }

    /** The manifest after so many late reports. */
    public Manifest withLateReports(long count) {
        return with(replays, count, status, end, failure);
    }

    private Manifest with(
            @Nullable String newReplays,
            long newLateReports,
            RunStatus newStatus,
            @Nullable Instant newEnd,
            @Nullable String newFailure) {
        return new Manifest(
                runId,
                name,
                newStatus,
                newFailure,
                start,
                resumptions,
                newEnd,
                agents,
                parameters,
                newLateReports,
                newReplays,
                seed,
                commit,
                versions,
                cluster,
                dataSha256,
                configurationSha256,
                configuration);
    }

    public byte[] toJson() {
        return Json.pretty(this);
    }

    /** Reads what {@link #toJson} wrote; properties of later versions are passed over. */
    public static Manifest fromJson(String file, byte[] json) {
        return Json.read(file, json, Manifest.class);
    }

    private static <V> Map<String, V> ordered(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(Secrets.masked(map));
    }
}
