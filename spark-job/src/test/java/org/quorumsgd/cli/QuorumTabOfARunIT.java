package org.quorumsgd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.ui.Chromium;

/** The tab of a real run, live behind a base path and then in the History Server; screenshots in target/screenshots. */
final class QuorumTabOfARunIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String BASE = "/proxy/application_1";
    private static final String CONFIGURATION = """
            name = live-run
            agents = 4, epochs = 100000, batch-size = 16, model.hidden = [32], coupling.gain = 1
            learning-rate.initial = 0.02, optimiser { name = nesterov, momentum = 0.9 }
            log.every-rounds = 10, evaluation.every-epochs = 1, probe.batch-size = 64
            """;

    private static final String ON_A_CLOCK = """
            name = clock-run, algorithm = gem
            agents = 4, epochs = 100000, batch-size = 16, model.hidden = [32]
            learning-rate.initial = 0.02, optimiser { name = sgd, momentum = 0 }
            service-time.distribution = exponential, log.every-rounds = 10
            """;

    @TempDir
    private Path directory;

    @Test
    void pageShowsTheNumbersOfRoundsCsvWhileTheRunGoesOnAndInTheHistoryServer() throws IOException {
        Path file = Files.writeString(directory.resolve("live.conf"), CONFIGURATION);
        List<Map<String, String>> shown;
        try (Chromium browser = Chromium.start(directory)) {
            int port = freePort();
            try (JobProcess train = train(file, port);
                    BasePathProxy proxy = new BasePathProxy(BASE, port)) {
                train.await("the UI answers", () -> answers("http://127.0.0.1:" + port + "/quorum/"));
                shown = lookAtLiveRun(browser, proxy.address());
                train.signal("TERM");
                train.endsWith(ExitCode.INTERRUPTED);
                assertThat(train.err()).noneMatch(line -> line.startsWith("\tat "));
            }
            assertShown(shown);
            lookAtHistory(browser);
        }
    }

    @Test
    void pageOfARunOnAClockShowsTheNumbersOfRoundsCsv() throws IOException {
        Path file = Files.writeString(directory.resolve("clock.conf"), ON_A_CLOCK);
        int port = freePort();
        List<Map<String, String>> shown;
        try (Chromium browser = Chromium.start(directory);
                JobProcess train = train(file, port);
                BasePathProxy proxy = new BasePathProxy(BASE, port)) {
            train.await("the UI answers", () -> answers("http://127.0.0.1:" + port + "/quorum/"));
            browser.resize(1400, 900);
            browser.open(proxy.address() + "/quorum/");
            browser.await("document.querySelector('#quorum tbody a')");
            browser.evaluate("document.querySelector('#quorum tbody a').click()");
            browser.await("document.querySelectorAll('#quorum-rows tbody tr').length >= 20");
            browser.screenshot(SCREENSHOTS.resolve("live-clock.png"));
            shown = rows(browser);
            train.signal("TERM");
            train.endsWith(ExitCode.INTERRUPTED);
        }
        assertThat(shown)
                .allSatisfy(row -> assertThat(row)
                        .containsKeys(
                                "mean_staleness",
                                "rms_staleness",
                                "largest_staleness",
                                "virtual_time",
                                "gradients_in_flight",
                                "central_energy",
                                "proxy_energy",
                                "clamped_share")
                        .doesNotContainKeys("overhead_seconds", "slowest_agent", "job"));
        assertShown(shown);
    }

    private List<Map<String, String>> lookAtLiveRun(Chromium browser, String root) throws IOException {
        browser.resize(1400, 900);
        browser.open(root + "/quorum/");
        browser.await("document.querySelector('#quorum tbody a')");
        assertThat(browser.text("#quorum tbody a")).isEqualTo("live-run");
        browser.evaluate("document.querySelector('#quorum tbody a').click()");
        browser.await("document.querySelector('#quorum-heading h2')");
        assertThat(browser.text("#quorum-heading h2")).isEqualTo("live-run running");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
        // More rounds come without loading the page again.
        browser.evaluate("window.before = document.querySelector('[data-tile=rounds]').textContent");
        browser.await("document.querySelector('[data-tile=rounds]').textContent !== window.before");
        browser.await("document.querySelectorAll('#quorum-rows tbody tr').length >= 20");
        browser.screenshot(SCREENSHOTS.resolve("live.png"));
        browser.prefer("dark");
        browser.open(browser.evaluate("location.href").textValue());
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
        browser.screenshot(SCREENSHOTS.resolve("live-dark.png"));
        browser.prefer("light");
        browser.resize(400, 800);
        browser.open(browser.evaluate("location.href").textValue());
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
        browser.screenshot(SCREENSHOTS.resolve("live-phone.png"));
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .as("nothing is wider than the screen")
                .isLessThanOrEqualTo(400);
        List<Map<String, String>> rows = rows(browser);
        String job = browser.evaluate("document.querySelector('#quorum-rows td[data-key=job] a').href")
                .textValue();
        browser.open(job);
        String round = rows.get(0).getOrDefault("round", "").replace(",", "");
        assertThat(browser.evaluate("document.body.textContent").textValue()).contains("· round " + round + "/");
        return rows;
    }

    private static List<Map<String, String>> rows(Chromium browser) {
        JsonNode rows = browser.evaluate("[...document.querySelectorAll('#quorum-rows tbody tr')].map(row =>"
                + "Object.fromEntries([...row.children].map(cell => [cell.dataset.key, cell.textContent])))");
        return StreamSupport.stream(rows.spliterator(), false)
                .map(QuorumTabOfARunIT::cells)
                .toList();
    }

    private static Map<String, String> cells(JsonNode row) {
        return row.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, cell -> cell.getValue().textValue()));
    }

    /** Five digits of each number; a dash for what was not measured. */
    private void assertShown(List<Map<String, String>> shown) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("live/rounds.csv"));
        List<String> columns = List.of(lines.get(0).split(",", -1));
        Map<String, List<String>> byRound = lines.stream()
                .skip(1)
                .map(line -> List.of(line.split(",", -1)))
                .collect(Collectors.toMap(cells -> cells.get(0), Function.identity()));
        assertThat(shown).hasSizeGreaterThanOrEqualTo(20);
        for (Map<String, String> row : shown) {
            List<String> expected =
                    byRound.getOrDefault(row.getOrDefault("round", "").replace(",", ""), List.of());
            assertThat(expected).as("a row of rounds.csv").isNotEmpty();
            row.forEach((key, text) -> {
                if (columns.contains(key)) { // the job, and the times that Spark measures, are not in the file
                    String cell = expected.get(columns.indexOf(key));
                    if (cell.isEmpty()) {
                        assertThat(text).as(key).isEqualTo("–");
                    } else {
                        double value = Double.parseDouble(cell);
                        assertThat(Double.parseDouble(text.replace(",", "")))
                                .as(key)
                                .isCloseTo(value, within(1e-4 * Math.abs(value)));
                    }
                }
            });
        }
    }

    private void lookAtHistory(Chromium browser) throws IOException {
        int port = freePort();
        try (JobProcess history = JobProcess.start(
                directory,
                JobProcess.REPOSITORY.resolve("bin/quorum").toString(),
                "history",
                "--port=" + port,
                "--out=" + directory)) {
            String server = "http://127.0.0.1:" + port;
            String run = server + "/history/" + applicationId() + "/quorum/run/?id=live";
            history.await("the History Server has the run", () -> answers(run));
            browser.resize(1400, 900);
            browser.open(run);
            browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
            assertThat(browser.text("#quorum-heading h2")).isEqualTo("live-run interrupted");
            browser.screenshot(SCREENSHOTS.resolve("history.png"));
            String csv = browser.evaluate(
                            "fetch(document.querySelector('#quorum-links a[href*=csv]').href).then(answer => answer.text())")
                    .textValue();
            assertThat(byColumn(csv.lines().toList()))
                    .containsAllEntriesOf(byColumn(Files.readAllLines(directory.resolve("live/rounds.csv"))));
        }
    }

    /** The cells of each column that has any: what agents on a clock are measured by is not in the table of this run. */
    private static Map<String, List<String>> byColumn(List<String> lines) {
        List<String[]> rows = lines.stream().map(line -> line.split(",", -1)).toList();
        Map<String, List<String>> cells = new HashMap<>();
        for (int column = 0; column < rows.get(0).length; column++) {
            int at = column;
            List<String> below = rows.stream().skip(1).map(row -> row[at]).toList();
            if (!below.stream().allMatch(String::isEmpty)) {
                cells.put(rows.get(0)[column], below);
            }
        }
        return cells;
    }

    private String applicationId() throws IOException {
        try (var logs = Files.list(directory.resolve(".events"))) {
            return logs.map(log -> log.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .collect(Collectors.collectingAndThen(
                            Collectors.toList(), names -> names.get(0).replaceAll("\\..*", "")));
        }
    }

    private JobProcess train(Path file, int port) {
        return JobProcess.start(
                directory,
                JobProcess.REPOSITORY.resolve("bin/quorum").toString(),
                "train",
                file.toString(),
                "--out=" + directory,
                "--run-id=live",
                "--master=local[2]",
                "--",
                "--conf",
                "spark.ui.port=" + port,
                "--conf",
                "spark.ui.proxyBase=" + BASE);
    }

    private static boolean answers(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            // While Spark starts it answers every path with a page that says so.
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK
                    && new String(connection.getInputStream().readAllBytes(), UTF_8).contains("quorum.js");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
