package org.quorumsgd.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.Summary;

class ReportTest {
    @TempDir
    private Path directory;

    @Test
    void aRunsPageCarriesItsRoundsAgentsLayersAndFacts() throws IOException {
        Path run = MadeUpRun.of("qsgd", 1, 0.125).write(directory.resolve("run"));

        JsonNode data = data(html(run));

        assertThat(data.at("/series/train_loss/1").asDouble()).isCloseTo(0.51, within(1e-6));
        assertThat(data.at("/latest/test_error").asDouble()).isEqualTo(0.125);
        assertThat(data.at("/table/round")).hasSize(30);
        assertThat(data.at("/rounds").asInt()).isEqualTo(41);
        assertThat(data.at("/perAgent/distance/1/0").asDouble()).isEqualTo(2);
        assertThat(data.at("/perAgent/slowestShare").toString()).isEqualTo("[0.0,1.0]");
        assertThat(data.at("/layers").toString()).isEqualTo("[{\"block\":\"0_W\",\"parameters\":10,\"spread\":4.0}]");
        assertThat(data.at("/configuration").asText()).contains("algorithm = qsgd\n", "coupling {\n");
        assertThat(data.at("/facts").toString())
                .contains("[\"hosts\",\"node-0, node-1\"]", "[\"seed\",\"1\"]", "1".repeat(64));
    }

    @Test
    void nothingInARunCanEndTheScriptThatHoldsIt() throws IOException {
        String name = "</script><script>window.broken = 1</script><!-- \"quoted\" & 'co'";
        Path run = MadeUpRun.of("qsgd", 1, 0.1).named(name).write(directory.resolve("run"));

        String html = html(run);

        assertThat(data(html).at("/name").asText()).isEqualTo(name);
        assertThat(html).doesNotContain("<script>window.broken", "<!-- \"");
        assertThat(html).contains("<title>&lt;/script>");
    }

    @Test
    void aHundredThousandRoundsAreLessThan600Kilobytes() throws IOException {
        Path run = MadeUpRun.of("qsgd", 1, 0.1).of(100_000, 2).write(directory.resolve("run"));

        String html = html(run);

        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isBetween(150_000, 600_000);
        assertThat(data(html).at("/series/round").size()).isBetween(500, 1_100);
        assertThat(data(html).at("/logged").asInt()).isEqualTo(100_001);
    }

    @Test
    void aRunThatGoesOnIsReportedAsFarAsItsTablesAreWritten() throws IOException {
        Path run = MadeUpRun.of("qsgd", 1, 0.1).with(RunStatus.RUNNING).write(directory.resolve("run"));
        String rounds = Files.readString(run.resolve("rounds.csv"));
        Files.writeString(run.resolve("rounds.csv"), rounds.substring(0, rounds.length() - 4));
        Path begun =
                MadeUpRun.of("qsgd", 1, 0.1).with(RunStatus.RUNNING).of(0, 2).write(directory.resolve("begun"));
        try (Stream<Path> files = Files.list(begun)) {
            for (Path table :
                    files.filter(file -> file.toString().endsWith(".csv")).toList()) {
                Files.delete(table);
            }
        }

        assertThat(data(html(run)).at("/status").asText()).isEqualTo("running");
        assertThat(data(html(run)).at("/latest/round").asInt()).isEqualTo(40);
        assertThat(data(html(run)).at("/rounds").asInt()).as("planned").isEqualTo(40);
        assertThat(data(html(begun)).at("/latest").isEmpty()).isTrue();
    }

    @Test
    void theoryStandsBesideWhatTheRunDid() throws IOException {
        Path run = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("run"));
        Forecast forecast = new Forecast(-1, 0.1, 4, 0.1, 10, 2, 1, 3, 0.2, 0.1, 0.5, 0.3, 1.9);
        Files.write(run.resolve("theory.json"), forecast.toJson());

        JsonNode theory = data(html(run)).at("/theory");

        assertThat(theory.toString())
                .contains(
                        "[\"learning rate η\",\"stable below 0.500 there\",\"0.100 at most\",\"yes\"]",
                        "[\"coupling gain k\",\"gradient agents synchronize above 1.00\",\"3.00 at the beginning\",\"yes\"]",
                        "\"below 0.200 on average, bound (22)\"");
    }

    @Test
    void whatTheTabAlarmsOfStandsInTheReportToo() throws IOException {
        Path run = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("run"));
        Forecast forecast = new Forecast(-1, 0.1, 4, 0.1, 10, 2, 1, 3, 0.05, 0.1, 0.5, 0.3, 1.9);
        Files.write(run.resolve("theory.json"), forecast.toJson());
        // The spread of the last fifteen rounds, ninth of the columns.
        String growing = Files.readString(run.resolve("rounds.csv"))
                .replaceAll("(?m)^((2[6-9]|3\\d|40)(,[^,\n]*){7}),[^,\n]*", "$1,7.5");
        Files.writeString(run.resolve("rounds.csv"), growing);

        JsonNode data = data(html(run));

        assertThat(data.at("/spreadBound").asDouble()).isEqualTo(0.05);
        assertThat(data.at("/alarms/0/kind").asText()).isEqualTo("Desynchronized");
        assertThat(data.at("/alarms/0/from").asInt()).isBetween(27, 30);
    }

    @Test
    void aRunOnAClockHasTheStalenessOfItsCommitsAndTheEnergiesOfGem() throws IOException {
        Path run = MadeUpRun.of("gem", 1, 0.1).on(ClockName.VIRTUAL).write(directory.resolve("run"));
        Files.write(run.resolve("summary.json"), summaryOf("gem").toJson());

        JsonNode data = data(html(run));

        assertThat(data.at("/series/rms_staleness/0").asDouble()).isCloseTo(Math.sqrt(0.5), within(1e-6));
        assertThat(data.at("/series/central_energy/1").asDouble()).isEqualTo(1);
        assertThat(data.at("/series/proxy_energy/1").asDouble()).isEqualTo(0.75);
        assertThat(data.at("/series/virtual_time/3").asDouble()).isEqualTo(6);
        assertThat(data.at("/perAgent/staleness/1/0").asInt()).isOne();
        assertThat(data.at("/staleness/bars").findValues("from").toString()).isEqualTo("[[0,1]]");
        assertThat(data.at("/staleness/bars").findValues("commits").toString()).isEqualTo("[[40,40]]");
        assertThat(data.at("/staleness/commits").asInt()).isEqualTo(80);
        assertThat(data.at("/staleness/mean").asDouble()).isEqualTo(0.5);
        assertThat(data.at("/staleness/largest").asInt()).isOne();
        assertThat(data.at("/staleness/agents").findValuesAsText("mean")).containsExactly("0.0", "1.0");
        assertThat(data.at("/implicitMomentum").asDouble()).isEqualTo(0.5);
        assertThat(data.at("/facts").toString())
                .contains(
                        "[\"staleness\",\"S_avg 0.5000, S_rms 0.7071, S_max 1\"]",
                        "[\"implicit momentum\",\"0.500, standard error 0.031\"]")
                .doesNotContain("\"commits\"");
        assertThat(report(run).figures().stream().map(Figure::name))
                .containsExactly(
                        "loss",
                        "error",
                        "spread",
                        "staleness",
                        "staleness-histogram",
                        "gem-energies",
                        "gem-clamped",
                        "learning-rate",
                        "coupling-gain",
                        "throughput",
                        "agents");
    }

    @Test
    void aRunOnARealClockSaysHowManyCommitsItsOrderHas() throws IOException {
        Path run = MadeUpRun.of("downpour", 1, 0.1).on(ClockName.REAL).write(directory.resolve("run"));

        JsonNode data = data(html(run));

        assertThat(data.at("/facts").toString())
                .contains(
                        "[\"commits\",\"80, the last of them 20.0 s after the agents began; their order is in order.csv\"]");
        assertThat(data.at("/series").has("virtual_time")).isFalse();
    }

    @Test
    void theSpreadOfAgentsInTheirOwnTimeIsNotJudgedOnEitherClock() throws IOException {
        for (ClockName clock : List.of(ClockName.NONE, ClockName.VIRTUAL, ClockName.REAL)) {
            Path run = MadeUpRun.of("qsgd", 1, 0.1).on(clock).write(directory.resolve("on-" + clock));
            String growing = Files.readString(run.resolve("rounds.csv"))
                    .replaceAll("(?m)^((2[6-9]|3\\d|40)(,[^,\n]*){7}),[^,\n]*", "$1,7.5");
            Files.writeString(run.resolve("rounds.csv"), growing);

            assertThat(data(html(run)).at("/alarms")).as(clock.toString()).hasSize(clock == ClockName.NONE ? 1 : 0);
        }
    }

    @Test
    void agentsThatGoTogetherHaveNoStalenessToShow() throws IOException {
        JsonNode data = data(html(MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("run"))));

        assertThat(data.has("staleness")).isFalse();
        assertThat(data.at("/perAgent").has("staleness")).isFalse();
        assertThat(data.at("/series").has("mean_staleness")).isFalse();
    }

    @Test
    void runsOnAClockAreComparedWithTheirStalenessAndTime() throws IOException {
        Path clock = MadeUpRun.of("downpour", 1, 0.1).on(ClockName.VIRTUAL).write(directory.resolve("batch/downpour"));
        Files.write(clock.resolve("summary.json"), summaryOf("downpour").toJson());
        MadeUpRun.of("qsgd", 1, 0.2).write(directory.resolve("batch/qsgd"));

        JsonNode groups = data(html(directory.resolve("batch"))).at("/groups");

        assertThat(groups.at("/0/name").asText()).contains("downpour");
        assertThat(groups.at("/0/results/mean_staleness/mean").asDouble()).isEqualTo(0.5);
        assertThat(groups.at("/0/results/virtual_time/mean").asDouble()).isEqualTo(60);
        assertThat(groups.at("/0/serviceTimes").asDouble()).as("of a round").isEqualTo(1.5);
        assertThat(groups.at("/1/results").has("mean_staleness")).isFalse();
        assertThat(groups.at("/1/serviceTimes").isNull()).isTrue();
    }

    @Test
    void ofManyStalenessesSeveralStandInOneBar() {
        StalenessDigest digest = new StalenessDigest();
        for (int staleness = 0; staleness < 2 * StalenessDigest.MOST_BARS; staleness++) {
            digest.add(StalenessTable.SCHEMA
                    .row()
                    .set(StalenessTable.AGENT, staleness % 3)
                    .set(StalenessTable.STALENESS, staleness)
                    .set(StalenessTable.COMMITS, 1 + staleness));
        }
        assertThat(digest.bars())
                .hasSize(StalenessDigest.MOST_BARS)
                .containsEntry(0L, 3L)
                .containsEntry(2L, 7L);
        assertThat(digest.bars().values().stream().mapToLong(count -> count).sum())
                .isEqualTo(120L * 121 / 2);
    }

    @Test
    void runsThatDifferInTheirSeedOnlyAreOneGroupAndTheBestGroupIsFirst() throws IOException {
        Path batch = batch();

        JsonNode data = data(html(batch));

        assertThat(data.at("/groups").findValuesAsText("name")).containsExactly("easgd", "qsgd");
        JsonNode best = data.at("/groups/0/results/test_error");
        assertThat(best.at("/n").asInt()).isEqualTo(3);
        assertThat(best.at("/mean").asDouble()).isCloseTo(0.2, within(1e-6));
        assertThat(best.at("/deviation").asDouble()).isCloseTo(0.1, within(1e-6));
        assertThat(best.at("/lowest").asDouble()).isCloseTo(0.1, within(1e-6));
        assertThat(best.at("/highest").asDouble()).isCloseTo(0.3, within(1e-6));
        JsonNode curve = data.at("/groups/0/curves/train_loss");
        assertThat(curve.at("/mean/0").asDouble()).isCloseTo(1.02, within(1e-6));
        assertThat(curve.at("/low/0").asDouble()).isCloseTo(1.01, within(1e-6));
        assertThat(curve.at("/high/0").asDouble()).isCloseTo(1.03, within(1e-6));
        assertThat(data.at("/runs/0/configuration").asText())
                .isEqualTo("algorithm = easgd\noutput.dir = \"somewhere/1\"\nseed = 1");
        assertThat(data.at("/common").asText()).contains("coupling.gain = 1.0").doesNotContain("seed");
    }

    @Test
    void aDivergedRunIsNamedAndCountsInNoMean() throws IOException {
        Path batch = batch();
        MadeUpRun.of("easgd", 4, 0.9).with(RunStatus.DIVERGED).write(batch.resolve("easgd-4"));
        MadeUpRun.of("none", 1, 0.01).with(RunStatus.DIVERGED).write(batch.resolve("none-1"));

        JsonNode data = data(html(batch));

        assertThat(data.at("/groups").findValuesAsText("name")).containsExactly("easgd", "qsgd", "none");
        assertThat(data.at("/groups/0/states").toString()).isEqualTo("{\"done\":3,\"diverged\":1}");
        assertThat(data.at("/groups/0/results/test_error/n").asInt()).isEqualTo(3);
        assertThat(data.at("/groups/2/results").isEmpty()).isTrue();
        assertThat(data.at("/groups/2/curves/train_loss/mean")).hasSize(40);
    }

    @Test
    void runsOfABatchLinkToTheirReportsWhereTheseAreThere() throws IOException {
        Path batch = batch();
        Files.writeString(batch.resolve("easgd-1/report.html"), "");

        JsonNode runs = data(html(batch)).at("/runs");

        assertThat(runs.findValuesAsText("page")).containsExactly("easgd-1/report.html");
    }

    @Test
    void directoriesOfOneNameAreToldApartByTheirPaths() throws IOException {
        Path one = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("a/run"));
        Path other = MadeUpRun.of("qsgd", 2, 0.1).write(directory.resolve("b/run"));

        JsonNode data = data(html(one, other, one));

        assertThat(data.at("/runs").findValuesAsText("id")).containsExactly(one.toString(), other.toString());
        assertThat(data.at("/title").asText()).isEqualTo("2 runs");
    }

    @Test
    void problemsOfAllDirectoriesAreOneLineEach() throws IOException {
        Path good = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("good"));
        Path torn = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("torn"));
        Files.writeString(torn.resolve("rounds.csv"), "round,spread\n1,x\n");
        Files.writeString(torn.resolve("summary.json"), "[]");
        Path half = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("half"));
        Files.writeString(
                half.resolve("manifest.json"),
                Files.readString(half.resolve("manifest.json")).substring(0, 200));
        Path without = MadeUpRun.of("qsgd", 1, 0.1).write(directory.resolve("without"));
        Files.delete(without.resolve("rounds.csv"));
        Path foreign = Files.createDirectories(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("notes.txt"), "no run");
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> html(good, torn, half, without, foreign, file, missing))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .hasSize(7)
                                .contains(
                                        "Invalid run directory: " + foreign
                                                + " (expected a directory that a run or a batch has written)",
                                        "Invalid run directory: " + file
                                                + " (expected a directory that a run or a batch has written)",
                                        "Invalid run directory: " + missing
                                                + " (expected a directory that a run or a batch has written)",
                                        "Invalid " + torn.resolve("rounds.csv")
                                                + " line 2: spread x (expected a number)",
                                        "Invalid run directory: " + without + " (expected it to have rounds.csv)")
                                .anyMatch(line -> line.startsWith("Invalid " + torn.resolve("summary.json")))
                                .anyMatch(line -> line.startsWith("Invalid " + half.resolve("manifest.json"))));
    }

    @Test
    void everyChartIsAFigureToo() throws IOException {
        Path batch = batch();
        List<Figure> ofRun = report(batch.resolve("qsgd-1")).figures();
        List<Figure> ofBatch = report(batch).figures();

        assertThat(ofRun.stream().map(Figure::name))
                .containsExactly(
                        "loss", "error", "spread", "learning-rate", "coupling-gain", "time", "throughput", "agents");
        assertThat(ofBatch.stream().map(Figure::name)).containsExactly("train-loss", "spread", "images-per-second");
        for (Figure figure : Stream.concat(ofRun.stream(), ofBatch.stream()).toList()) {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            figure.writePng(png);
            assertThat(ImageIO.read(new ByteArrayInputStream(png.toByteArray())).getWidth())
                    .isEqualTo(2 * figure.drawing().width());
            ByteArrayOutputStream svg = new ByteArrayOutputStream();
            figure.writeSvg(svg);
            assertThat(svg.toString(StandardCharsets.UTF_8)).contains("<svg ", "</svg>");
        }
    }

    private static Summary summaryOf(String algorithm) {
        return new Summary(
                RunStatus.DONE,
                algorithm,
                2,
                40,
                40,
                4.0,
                0.1,
                null,
                null,
                null,
                0.1,
                0.1,
                1234.0,
                null,
                0.1,
                0.5,
                null,
                0.5,
                Math.sqrt(0.5),
                1,
                0.5,
                0.03125);
    }

    /** Means 0.2 and 0.5 of the test errors. */
    private Path batch() throws IOException {
        Path batch = directory.resolve("batch");
        for (int seed = 1; seed <= 3; seed++) {
            MadeUpRun.of("easgd", seed, seed / 10.0).write(batch.resolve("easgd-" + seed));
            MadeUpRun.of("qsgd", seed, 0.4 + seed / 20.0).write(batch.resolve("qsgd-" + seed));
        }
        Files.createDirectories(batch.resolve(".lineage"));
        Files.createDirectories(batch.resolve("no-run"));
        return batch;
    }

    private static Report report(Path... directories) throws IOException {
        return Report.of(
                Stream.of(directories).<Directory>map(LocalDirectory::new).toList());
    }

    private String html(Path... directories) throws IOException {
        return report(directories).html(new LocalDirectory(directories[0]));
    }

    private static JsonNode data(String html) throws IOException {
        String begin = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(begin) + begin.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }
}
