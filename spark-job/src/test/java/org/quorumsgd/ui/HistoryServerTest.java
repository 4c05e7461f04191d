package org.quorumsgd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.history.FsHistoryProvider;
import org.apache.spark.deploy.history.HistoryServer;
import org.apache.spark.deploy.history.HistoryServer$;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.event.RunEnded;
import scala.Option;

/** A History Server over the kinds of logs that there are. */
final class HistoryServerTest {
    private static final String BEGINNING = "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.5\"}";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static HistoryServer server;

    @BeforeAll
    static void start() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        try (InputStream first = HistoryServerTest.class.getResourceAsStream("event-log-of-the-first-version.json")) {
            Files.write(logs.resolve("app-first-version"), first.readAllBytes());
        }
        writeRolled(logs);
        writeInProgress(logs);
        writeForeign(logs);
        SparkConf conf = new SparkConf(false)
                .set("spark.history.fs.logDirectory", logs.toUri().toString())
                .set("spark.history.store.path", directory.resolve("store").toString());
        FsHistoryProvider provider = new FsHistoryProvider(conf);
        server = new HistoryServer(conf, provider, HistoryServer$.MODULE$.createSecurityManager(conf), 0);
        server.bind();
        provider.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void logOfTheFirstVersionShowsItsRun() throws IOException {
        JsonNode run = run("app-first-version", "first-version");
        assertThat(run.get("status").textValue()).isEqualTo("done");
        assertThat(run.at("/series/round")).hasSize(13);
        assertThat(run.at("/latest/test_error").doubleValue()).isBetween(0.01, 0.2);
        assertThat(run.has("spreadBound")).isFalse();
        assertThat(run.get("alarms")).isEmpty();
        assertThat(page("app-first-version")).contains("data-live=\"false\"");
    }

    @Test
    void logInSeveralCompressedFilesIsReadAsOne() throws IOException {
        JsonNode run = run("app-rolled", "rolled");
        assertThat(run.get("status").textValue()).isEqualTo("done");
        assertThat(run.get("logged").intValue()).isEqualTo(200);
    }

    @Test
    void logThatEndsInTheMiddleOfALineShowsWhatIsWhole() throws IOException {
        JsonNode run = run("app-in-progress", "in-progress");
        assertThat(run.get("status").textValue()).isEqualTo("running");
        assertThat(run.get("logged").intValue()).isEqualTo(20);
    }

    @Test
    void eventsOfOthersAndOfRunsThatNeverBeganArePassedOver() throws IOException {
        JsonNode runs = new ObjectMapper().readTree(get("/history/app-foreign/quorum-data/runs.json"));
        assertThat(runs.get("runs"))
                .singleElement()
                .satisfies(run -> assertThat(run.get("logged").intValue()).isEqualTo(1));
    }

    /** Other applications have no use for the tab. */
    @Test
    void applicationWithoutRunsHasNoTab() throws IOException {
        assertThat(get("/history/app-other/storage/")).doesNotContain("/quorum/");
    }

    private static void writeRolled(Path logs) throws IOException {
        Path rolled = Files.createDirectory(logs.resolve("eventlog_v2_app-rolled"));
        Files.createFile(rolled.resolve("appstatus_app-rolled"));
        List<String> lines = lines("app-rolled");
        lines.add(json(Rounds.started("rolled", 4, 200)));
        for (int round = 1; round <= 200; round++) {
            lines.add(json(Rounds.round("rolled", round, 4)));
        }
        lines.add(json(new RunEnded("rolled", "done", "", 5)));
        int middle = lines.size() / 2;
        writeCompressed(rolled.resolve("events_1_app-rolled.zstd"), lines.subList(0, middle));
        writeCompressed(rolled.resolve("events_2_app-rolled.zstd"), lines.subList(middle, lines.size()));
    }

    private static void writeInProgress(Path logs) throws IOException {
        List<String> lines = lines("app-in-progress");
        lines.add(json(Rounds.started("in-progress", 4, 200)));
        for (int round = 1; round <= 20; round++) {
            lines.add(json(Rounds.round("in-progress", round, 4)));
        }
        String half = json(Rounds.round("in-progress", 21, 4));
        Files.writeString(
                logs.resolve("app-in-progress.inprogress"),
                String.join("\n", lines) + "\n" + half.substring(0, half.length() / 2));
    }

    private static void writeForeign(Path logs) throws IOException {
        List<String> lines = lines("app-foreign");
        lines.add("{\"Event\":\"com.example.TheirEvent\",\"x\":1}");
        lines.add("{\"Event\":\"org.quorumsgd.event.EventOfTheFuture\",\"runId\":\"ours\"}");
        lines.add(json(Rounds.round("never began", 1, 4)));
        lines.add("{\"Event\":\"org.quorumsgd.event.RoundCompleted\",\"round\":3}");
        lines.add("{\"Event\":\"org.quorumsgd.event.RunStarted\"}");
        lines.add("{\"Event\":\"org.quorumsgd.event.RunForecast\",\"runId\":\"never began\"}");
        lines.add("{\"Event\":\"org.quorumsgd.event.RunStarted\",\"runId\":\"ours\"}");
        lines.add("{\"Event\":\"org.quorumsgd.event.RoundCompleted\",\"runId\":\"ours\",\"round\":3}");
        Files.write(logs.resolve("app-foreign"), lines);
        Files.write(logs.resolve("app-other"), lines("app-other"));
    }

    private static List<String> lines(String application) {
        return new ArrayList<>(List.of(
                BEGINNING,
                json(new SparkListenerApplicationStart(
                        "test",
                        Option.apply(application),
                        1_700_000_000_000L,
                        "user",
                        Option.empty(),
                        Option.empty(),
                        Option.empty()))));
    }

    private static String json(SparkListenerEvent event) {
        return JsonProtocol.sparkEventToJsonString(event);
    }

    private static void writeCompressed(Path file, List<String> lines) throws IOException {
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(UTF_8));
            }
        }
    }

    private static JsonNode run(String application, String run) throws IOException {
        return new ObjectMapper().readTree(get("/history/" + application + "/quorum-data/run.json?id=" + run));
    }

    private static String page(String application) throws IOException {
        return get("/history/" + application + "/quorum/");
    }

    /** The server looks for logs in the background; the first request to an application loads it. */
    private static String get(String path) throws IOException {
        String application = path.replaceAll("/history/([^/]+)/.*", "$1");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (connect("/api/v1/applications/" + application).getResponseCode() != HttpURLConnection.HTTP_OK) {
            assertThat(System.nanoTime()).as("%s is listed", application).isLessThan(deadline);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        HttpURLConnection connection = connect(path);
        assertThat(connection.getResponseCode()).as(path).isEqualTo(HttpURLConnection.HTTP_OK);
        return new String(connection.getInputStream().readAllBytes(), UTF_8);
    }

    private static HttpURLConnection connect(String path) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + server.boundPort() + path);
        return (HttpURLConnection) address.toURL().openConnection();
    }
}
