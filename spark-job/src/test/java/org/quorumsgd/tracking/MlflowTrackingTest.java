package org.quorumsgd.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.files.HadoopDirectory;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.TableWriter;

/** Against a server that refuses what MLflow would refuse: unknown calls, missing fields, too much in one call. */
final class MlflowTrackingTest {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");

    private final List<String> calls = new ArrayList<>();
    private final List<JsonNode> metrics = new ArrayList<>();
    private final List<JsonNode> params = new ArrayList<>();
    private final List<JsonNode> updates = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // startServer
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void aRunIsLoggedWithItsConfigurationAndItsNumbers() throws IOException {
        run(2_500, RunStatus.DONE);
        log(Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "secret"));
        assertThat(calls.subList(0, 4))
                .containsExactly(
                        "GET experiments/get-by-name",
                        "POST experiments/create",
                        "POST runs/create",
                        "POST runs/log-batch");
        assertThat(params).extracting(param -> param.get("key").asText()).contains("coupling.gain", "agents");
        // Every third of 2,500 rounds, the last, and the judged ones, each 100th.
        assertThat(metrics.stream()
                        .filter(metric -> metric.get("key").asText().equals("train_loss"))
                        .map(metric -> metric.get("step").asLong()))
                .contains(1L, 4L, 100L, 200L, 2_500L)
                .hasSizeBetween(834, 860);
        assertThat(metrics)
                .filteredOn(metric -> metric.get("step").asLong() == 100)
                .anySatisfy(metric -> {
                    assertThat(metric.get("key").asText()).isEqualTo("validation_loss");
                    assertThat(metric.get("value").asDouble()).isEqualTo(0.25);
                    assertThat(metric.get("timestamp").asLong()).isEqualTo(START.toEpochMilli() + 1_000);
                });
        assertThat(updates).singleElement().satisfies(update -> {
            assertThat(update.get("status").asText()).isEqualTo("FINISHED");
            assertThat(update.get("run_id").asText()).isEqualTo("run-1");
        });
        assertThat(authorizations).containsOnly("Basic YW5uOnNlY3JldA==");
    }

    @Test
    void aResumedRunGoesOnInTheSameMlflowRun() throws IOException {
        run(3, RunStatus.INTERRUPTED);
        log(Map.of());
        calls.clear();
        run(5, RunStatus.DONE);
        log(Map.of());
        assertThat(calls).containsExactly("POST runs/log-batch", "POST runs/update");
        assertThat(updates).extracting(update -> update.get("status").asText()).containsExactly("KILLED", "FINISHED");
    }

    @Test
    void aServerThatIsNotThereIsNoError() throws IOException {
        run(3, RunStatus.DONE);
        server.stop(0);
        log(Map.of());
        assertThat(directory.resolve("mlflow.json")).doesNotExist();
    }

    @Test
    void withoutAServersNameNothingIsLogged() {
        assertThat(MlflowTracking.of(Map.of("MLFLOW_TRACKING_TOKEN", "x"))).isEmpty();
    }

    private void log(Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "MLFLOW_TRACKING_URI", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
        MlflowTracking.of(environment)
                .orElseThrow()
                .tryLog(HadoopDirectory.of(new Configuration(), directory.toString()));
    }

    private void run(int rounds, RunStatus status) throws IOException {
        Files.write(
                directory.resolve("manifest.json"),
                new Manifest(
                                "digits-1",
                                "digits",
                                status,
                                null,
                                START,
                                List.of(),
                                START.plusSeconds(30),
                                4,
                                2410,
                                0L,
                                1,
                                "abc",
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                "5".repeat(64),
                                Map.of("agents", 4, "coupling", Map.of("gain", 0.5)))
                        .toJson());
        try (TableWriter table =
                new TableWriter(Files.newOutputStream(directory.resolve("rounds.csv")), RoundsTable.SCHEMA)) {
            for (int round = 1; round <= rounds; round++) {
                Row row = RoundsTable.SCHEMA
                        .row()
                        .set(RoundsTable.ROUND, round)
                        .set(RoundsTable.WALL_SECONDS, 0.01 * round)
                        .set(RoundsTable.TRAIN_LOSS, 1.0 / round)
                        .set(RoundsTable.SPREAD, round == 1 ? Double.NaN : 0.1);
                if (round % 100 == 0) {
                    row.set(RoundsTable.VALIDATION_LOSS, 0.25);
                }
                table.append(row);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestURI().getPath().replaceFirst("^/api/2\\.0/mlflow/", "");
        calls.add(exchange.getRequestMethod() + " " + call);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
        String answer = switch (call) {
            case "experiments/create" -> body.hasNonNull("name") ? "{\"experiment_id\": \"7\"}" : "";
            case "runs/create" ->
                body.path("experiment_id").asText().equals("7")
                                && body.path("start_time").isIntegralNumber()
                        ? "{\"run\": {\"info\": {\"run_id\": \"run-1\"}}}"
                        : "";
            case "runs/log-batch" -> logged(body) ? "{}" : "";
            case "runs/update" -> {
                updates.add(body);
                yield "{}";
            }
            default -> "";
        };
        int status = call.equals("experiments/get-by-name") ? 404 : answer.isEmpty() ? 400 : 200;
        byte[] bytes = (answer.isEmpty() ? "{\"error_code\": \"refused\"}" : answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private boolean logged(JsonNode body) {
        body.path("metrics").forEach(metrics::add);
        body.path("params").forEach(params::add);
        return body.path("run_id").asText().equals("run-1")
                && body.path("metrics").size() <= 1_000
                && body.path("params").size() <= 100
                && StreamSupport.stream(body.path("metrics").spliterator(), false)
                        .allMatch(metric -> metric.path("value").isNumber()
                                && metric.path("step").isIntegralNumber());
    }
}
