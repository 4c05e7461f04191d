package org.quorumsgd.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.quorumsgd.config.Secrets;
import org.quorumsgd.files.HadoopDirectory;
import org.quorumsgd.report.ConfigurationText;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a run that has ended to an MLflow server when {@code MLFLOW_TRACKING_URI} is set: its configuration as parameters, the
 * numbers of rounds.csv as metrics by round, what it takes to repeat it as tags. A run that is resumed goes on in the same MLflow
 * run. A server that does not answer is a warning: the results stand without it.
 */
public final class MlflowTracking {
    private static final Logger LOG = LoggerFactory.getLogger(MlflowTracking.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In the run's directory: which MLflow run it is. */
    private static final String FILE = "mlflow.json";
    /** Of one call, as MLflow's REST API has it. */
    private static final int MOST_PARAMS = 100;

    private static final int MOST_METRICS = 1_000;
    private static final int LONGEST_VALUE = 500;
    /** Rounds whose numbers are logged; of more every n-th, and all that were judged. */
    private static final int MOST_ROUNDS = 1_000;

    private static final List<Column> METRICS = List.of(
            RoundsTable.TRAIN_LOSS,
            RoundsTable.VALIDATION_LOSS,
            RoundsTable.VALIDATION_ERROR,
            RoundsTable.TEST_LOSS,
            RoundsTable.TEST_ERROR,
            RoundsTable.SPREAD,
            RoundsTable.GRADIENT_NORM,
            RoundsTable.LEARNING_RATE,
            RoundsTable.IMAGES_PER_SECOND);

    private final MlflowServer server;
    private final Optional<String> experiment;

    private MlflowTracking(Map<String, String> environment) {
        this.server = new MlflowServer(environment);
        this.experiment = Optional.ofNullable(environment.get("MLFLOW_EXPERIMENT_NAME"));
    }

    /** Nothing where the environment names no server. */
    public static Optional<MlflowTracking> of(Map<String, String> environment) {
        return environment.getOrDefault("MLFLOW_TRACKING_URI", "").isBlank()
                ? Optional.empty()
                : Optional.of(new MlflowTracking(environment));
    }

    /** Logs the run of a directory. */
    public void tryLog(HadoopDirectory directory) {
        try {
            log(directory);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is not logged to MLflow: {}", directory, Secrets.masked(e.toString()));
        }
    }

    private void log(HadoopDirectory directory) throws IOException {
        Manifest manifest = Manifest.fromJson("manifest.json", bytes(directory, "manifest.json"));
        boolean known = directory.has(FILE);
        String run = known
                ? JSON.readTree(bytes(directory, FILE)).path("run_id").asText()
                : server.run(newRun(directory, manifest));
        if (!known) {
            byte[] id = JSON.writeValueAsBytes(Map.of("run_id", run));
            directory.write(FILE, out -> out.write(id));
            List<Map<String, Object>> params = params(manifest);
            for (int from = 0; from < params.size(); from += MOST_PARAMS) {
                logBatch(run, "params", params.subList(from, Math.min(params.size(), from + MOST_PARAMS)));
            }
        }
        List<Map<String, Object>> metrics = metrics(directory, manifest);
        for (int from = 0; from < metrics.size(); from += MOST_METRICS) {
            logBatch(run, "metrics", metrics.subList(from, Math.min(metrics.size(), from + MOST_METRICS)));
        }
        String status = switch (manifest.status()) {
            case DONE -> "FINISHED";
            case INTERRUPTED, STOPPED -> "KILLED";
            case RUNNING -> "RUNNING";
            case DIVERGED, FAILED -> "FAILED";
        };
        Map<String, Object> update = new LinkedHashMap<>(Map.of("run_id", run, "status", status));
        if (manifest.end() != null) {
            update.put("end_time", manifest.end().toEpochMilli());
        }
        server.post("runs/update", update);
    }

    private Map<String, Object> newRun(HadoopDirectory directory, Manifest manifest) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("experiment_id", server.experiment(experiment.orElse(manifest.name())));
        body.put("run_name", manifest.runId());
        body.put("start_time", manifest.start().toEpochMilli());
        body.put(
                "tags",
                List.of(
                        entry("quorum.directory", directory.path()),
                        entry("quorum.configuration_sha256", manifest.configurationSha256()),
                        entry("mlflow.source.git.commit", Objects.requireNonNullElse(manifest.commit(), "unknown"))));
        return body;
    }

    private static List<Map<String, Object>> params(Manifest manifest) {
        List<Map<String, Object>> params = new ArrayList<>();
        ConfigurationText.flat(manifest.configuration())
                .forEach((key, value) ->
                        params.add(entry(key, value.substring(0, Math.min(LONGEST_VALUE, value.length())))));
        return params;
    }

    private static List<Map<String, Object>> metrics(HadoopDirectory directory, Manifest manifest) throws IOException {
        String file = RoundsTable.SCHEMA.name() + ".csv";
        if (!directory.has(file)) {
            return List.of();
        }
        List<Row> rows = TableReader.readAll(file, directory.open(file), RoundsTable.SCHEMA);
        int every = 1 + (rows.size() - 1) / MOST_ROUNDS;
        List<Map<String, Object>> metrics = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (i % every == 0 || i == rows.size() - 1 || row.isMeasured(RoundsTable.VALIDATION_LOSS)) {
                add(metrics, row, manifest.start());
            }
        }
        return metrics;
    }

    /** JSON has no number for what is not finite. */
    private static void add(List<Map<String, Object>> metrics, Row row, Instant start) {
        long at = start.toEpochMilli() + (long) (1000 * row.number(RoundsTable.WALL_SECONDS));
        for (Column column : METRICS) {
            if (row.isMeasured(column) && Double.isFinite(row.number(column))) {
                metrics.add(Map.of(
                        "key",
                        column.name(),
                        "value",
                        row.number(column),
                        "timestamp",
                        at,
                        "step",
                        row.whole(RoundsTable.ROUND)));
            }
        }
    }

    private void logBatch(String run, String kind, List<Map<String, Object>> entries) throws IOException {
        server.post("runs/log-batch", Map.of("run_id", run, kind, entries));
    }

    private static Map<String, Object> entry(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    private static byte[] bytes(HadoopDirectory directory, String file) throws IOException {
        try (InputStream in = directory.open(file)) {
            return in.readAllBytes();
        }
    }
}
