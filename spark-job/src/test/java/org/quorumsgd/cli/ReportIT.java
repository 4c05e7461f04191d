package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.ui.Chromium;

/** Reports of a real batch, opened from the disk in a browser; screenshots in target/screenshots. */
final class ReportIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String HOSTILE_NAME = "</script><img src=x onerror=\"window.broken=1\"> \"quoted\" & 'co'";
    private static final List<String> ALGORITHMS = List.of("qsgd", "easgd");
    private static final int SEEDS = 3;

    @TempDir
    private static Path directory;

    private static Path batch;
    private static Chromium browser;

    @BeforeAll
    static void run() throws IOException {
        Path file = Files.writeString(directory.resolve("batch.conf"), """
                name = night-run
                agents = 2, epochs = 3, batch-size = 16, model.hidden = [16], learning-rate.initial = 0.05
                log.every-rounds = 2, probe.batch-size = 64, theory.lanczos-steps = 5
                batch.grid { algorithm = [qsgd, easgd], seed = [1, 2, 3] }
                """);
        InProcess ran = InProcess.run("batch", file.toString(), "--out=" + directory, "--run-id=night", "--parallel=2");
        assertThat(ran.exitCode()).as(String.join("\n", ran.err())).isZero();
        batch = directory.resolve("night");
        browser = Chromium.start(directory);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void pageOfARunShowsTheNumbersOfItsTable() throws IOException {
        Path run = batch.resolve("algorithm=qsgd,seed=1");
        look(run.resolve("report.html"), "report-run");

        assertThat(browser.text("#quorum-heading h2")).isEqualTo("night-run done");
        assertThat(browser.text("[data-fact=seed]")).isEqualTo("1");
        assertThat(browser.text("[data-fact=\"SHA-256 of the quorum vector\"]"))
                .isEqualTo(new RunFiles(run).summary().quorumSha256());
        assertThat(browser.text("#quorum-theory")).contains("learning rate η", "bound (22)");
        assertThat(browser.evaluate("document.querySelectorAll('#quorum-layers tbody tr').length")
                        .asInt())
                .isEqualTo(4);
        JsonNode rows = browser.evaluate("[...document.querySelectorAll('#quorum-rows tbody tr')].map(row =>"
                + "Object.fromEntries([...row.children].map(cell => [cell.dataset.key, cell.textContent])))");
        assertThat(rows).hasSize(30);
        Map<String, List<String>> table = table(run.resolve("rounds.csv"));
        List<String> columns = table.getOrDefault("round", List.of());
        for (JsonNode row : rows) {
            List<String> expected = table.getOrDefault(row.get("round").textValue(), List.of());
            row.properties().forEach(cell -> {
                if (columns.contains(cell.getKey())) {
                    assertNumber(cell.getValue().textValue(), expected.get(columns.indexOf(cell.getKey())));
                }
            });
        }
        assertThat(rows.get(0).properties().stream().filter(cell -> columns.contains(cell.getKey())))
                .hasSizeGreaterThan(10);
    }

    @Test
    void pageOfARunOnAClockShowsHowStaleEveryCommitWas() throws IOException {
        Path file = Files.writeString(directory.resolve("clock.conf"), """
                name = clock-run, algorithm = dasgd
                agents = 3, epochs = 2, batch-size = 16, model.hidden = [16], learning-rate.initial = 0.02
                optimiser { name = sgd, momentum = 0 }, service-time.distribution = exponential
                """);
        InProcess ran = InProcess.run("train", file.toString(), "--out=" + directory, "--run-id=clock");
        assertThat(ran.exitCode()).as(String.join("\n", ran.err())).isZero();
        RunFiles run = new RunFiles(directory.resolve("clock"));

        look(directory.resolve("clock/report.html"), "report-clock");

        assertThat(texts("figcaption > span").stream().map(String::strip))
                .contains("Staleness", "Gradients in flight", "Staleness of all commits")
                .doesNotContain("Time of a round", "Coupling gain", "Energies of GEM");
        assertThat(texts("#quorum-staleness tbody td[data-key=agent]")).containsExactly("0", "1", "2");
        assertThat(texts("#quorum-staleness tbody td[data-key=commits]").stream()
                        .mapToLong(commits -> Long.parseLong(commits.replace(",", "")))
                        .sum())
                .isEqualTo(3 * run.summary().rounds());
        assertThat(run.summary().meanStaleness())
                .isCloseTo(Double.parseDouble(browser.text("[data-tile=S_avg]")), withinPercentage(0.1));
        assertThat(run.summary().largestStaleness()).hasToString(browser.text("[data-tile=S_max]"));
    }

    /** A manifest may come from anywhere. */
    @Test
    void aNameFullOfHtmlAndQuotesIsText() throws IOException {
        Path run = Files.createDirectories(directory.resolve("hostile"));
        for (String name : List.of("rounds.csv", "agents.csv", "summary.json")) {
            Files.copy(batch.resolve("algorithm=easgd,seed=2").resolve(name), run.resolve(name));
        }
        String manifest = Files.readString(batch.resolve("algorithm=easgd,seed=2/manifest.json"));
        String quoted = HOSTILE_NAME.replace("\"", "\\\"");
        Files.writeString(run.resolve("manifest.json"), manifest.replace("night-run", quoted));

        assertThat(InProcess.run("report", run.toString()).exitCode()).isZero();

        browser.open(run.resolve("report.html").toUri().toString());
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 5");
        assertThat(browser.text("#quorum-heading h2")).isEqualTo(HOSTILE_NAME + " done");
        assertThat(browser.evaluate("document.title").textValue()).isEqualTo(HOSTILE_NAME + " - Quorum");
        assertThat(browser.evaluate("window.broken === undefined && !document.querySelector('#quorum img')")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void keptRoundsCanBeSavedWithoutANetwork() {
        browser.open(batch.resolve("algorithm=qsgd,seed=1/report.html").toUri().toString());
        browser.await("document.querySelector('#quorum-links a')");
        assertThat(browser.evaluate("document.querySelector('#quorum-links a').download")
                        .textValue())
                .isEqualTo("algorithm=qsgd,seed=1-rounds.csv");
        assertThat(browser.evaluate("document.querySelector('#quorum-links a').protocol")
                        .textValue())
                .isEqualTo("blob:");
    }

    @Test
    void comparisonRanksGroupsOfSeedsByTheirMeans() throws IOException {
        look(batch.resolve("report.html"), "report-comparison");

        Map<String, List<Double>> errors =
                ALGORITHMS.stream().collect(Collectors.toMap(Function.identity(), ReportIT::testErrors));
        List<String> best = ALGORITHMS.stream()
                .sorted((one, other) -> Double.compare(mean(errors, one), mean(errors, other)))
                .toList();
        assertThat(texts("#quorum-ranking td[data-key=name]")).isEqualTo(best);
        assertThat(texts("#quorum-ranking td[data-key=n]")).containsExactly("3", "3");
        List<String> shown = texts("#quorum-ranking td[data-key=test_error] > span");
        for (int group = 0; group < shown.size(); group++) {
            assertThat(Double.parseDouble(shown.get(group).split(" ", -1)[0]))
                    .isCloseTo(mean(errors, best.get(group)), within(6e-4));
        }
        assertThat(texts("#quorum-runs thead th")).startsWith("run", "state", "algorithm", "seed");
        assertThat(browser.evaluate("document.querySelectorAll('#quorum-runs tbody tr').length")
                        .asInt())
                .isEqualTo(ALGORITHMS.size() * SEEDS);
        assertThat(browser.evaluate("document.querySelectorAll('.dots i:not(.mean)').length")
                        .asInt())
                .isEqualTo(ALGORITHMS.size() * SEEDS);
    }

    @Test
    void groupsCanBeLeftOutAndTheAxisChosen() {
        browser.open(batch.resolve("report.html").toUri().toString());
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 5");
        browser.evaluate("document.querySelector('#quorum-ranking input').click()");
        // The axis, one group, and the two edges of its band.
        browser.await("document.querySelectorAll('figure:first-child .u-series').length === 4");
        browser.evaluate(
                "[...document.querySelectorAll('#quorum-tools button')].find(b => b.textContent === 'epochs').click()");
        browser.await("document.querySelector('figure .u-series').textContent.startsWith('epochs')");
    }

    @Test
    void runsOfTheComparisonLeadToTheirOwnReports() {
        browser.open(batch.resolve("report.html").toUri().toString());
        browser.await("document.querySelector('#quorum-runs tbody a')");
        browser.evaluate("document.querySelector('#quorum-runs tbody a').click()");
        browser.await("document.querySelector('#quorum-heading h2 .state')");
        assertThat(browser.text("#quorum-words")).contains("Run algorithm=");
    }

    @Test
    void commandReportsAnyRunsAndDrawsTheirFigures() {
        Path to = directory.resolve("made/two.html");
        InProcess two = InProcess.run(
                "report",
                batch.resolve("algorithm=qsgd,seed=1").toString(),
                batch.resolve("algorithm=easgd,seed=1").toUri().toString(),
                "--to=" + to,
                "--figures=" + directory.resolve("figures"));

        assertThat(two.exitCode()).isZero();
        assertThat(to).exists();
        assertThat(new RunFiles(directory.resolve("figures")).names())
                .contains("test-error.svg", "test-error.png", "spread.svg");
        browser.open(to.toUri().toString());
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 5");
        assertThat(browser.text("h2")).isEqualTo("2 runs");
    }

    @Test
    void commandFindsAllThatIsWrongBeforeItWrites() {
        InProcess wrong = InProcess.run("report", directory.toString() + "/none", "nofs://x/y");

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(wrong.err())
                .containsExactly(
                        "Invalid run directory: nofs://x/y (expected a path of a Hadoop file system: No FileSystem for scheme \"nofs\")",
                        "Invalid --to: none (expected a file for the report of several runs)",
                        "Invalid run directory: " + directory
                                + "/none (expected a directory that a run or a batch has written)");
    }

    /** Opens a report wide and narrow, light and dark; nothing comes from elsewhere, and nothing is wider than the screen. */
    private static void look(Path report, String name) throws IOException {
        for (String scheme : List.of("dark", "light")) {
            for (int width : new int[] {400, 1400}) {
                browser.resize(width, 900);
                browser.prefer(scheme);
                browser.open(report.toUri().toString());
                browser.await("document.querySelectorAll('#quorum .uplot').length >= 5");
                assertThat(browser.evaluate("performance.getEntriesByType('resource').length")
                                .asInt())
                        .isZero();
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .isLessThanOrEqualTo(width);
                browser.screenshot(SCREENSHOTS.resolve(name + "-" + scheme + "-" + width + ".png"));
            }
        }
    }

    private static List<String> texts(String selector) {
        JsonNode texts =
                browser.evaluate("[...document.querySelectorAll('" + selector + "')].map(each => each.textContent)");
        return StreamSupport.stream(texts.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    private static List<Double> testErrors(String algorithm) {
        return IntStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> new RunFiles(batch.resolve("algorithm=" + algorithm + ",seed=" + seed))
                        .summary()
                        .testError())
                .toList();
    }

    private static double mean(Map<String, List<Double>> errors, String algorithm) {
        return errors.getOrDefault(algorithm, List.of()).stream()
                .mapToDouble(error -> error)
                .average()
                .orElseThrow();
    }

    /** Rows by their rounds; the header is that of round "round". */
    private static Map<String, List<String>> table(Path csv) throws IOException {
        return Files.readAllLines(csv).stream()
                .map(line -> List.of(line.split(",", -1)))
                .collect(Collectors.toMap(cells -> cells.get(0), Function.identity()));
    }

    /** Five digits; a dash for what was not measured. */
    private static void assertNumber(String shown, String cell) {
        if (cell.isEmpty()) {
            assertThat(shown).isEqualTo("–");
        } else {
            double value = Double.parseDouble(cell);
            assertThat(Double.parseDouble(shown.replace(",", ""))).isCloseTo(value, within(1e-4 * Math.abs(value)));
        }
    }
}
