package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.TableReader;

/** Six learning rates, of which the best thirds go on; momentum, dropout and minibatches are drawn across every rung. */
final class EarlyStopBatchTest {
    private static final List<String> RATES = List.of("0.003", "0.05", "0.01", "0.1", "0.0003", "0.03");
    private static final String RUNS = """
            agents = 2, rounds = 20, batch-size = 20, model { hidden = [8], dropout = 0.2 }
            optimiser.name = nesterov, evaluation.every-epochs = 0.08
            batch.grid.learning-rate.initial = [0.003, 0.05, 0.01, 0.1, 0.0003, 0.03]
            """;
    private static final String HALVING = "batch.early-stop { rule = halving, rungs = [0.15, 0.4], eta = 2 }\n";

    @TempDir
    private static Path directory;

    private static Map<String, String> whole = Map.of();
    private static Map<String, RunStatus> halved = Map.of();

    @BeforeAll
    static void run() throws IOException {
        assertThat(batch("whole", RUNS).exitCode()).isZero();
        whole = of("whole", files -> String.valueOf(files.summary().quorumSha256()));
        InProcess first = batch("halved", RUNS + HALVING);
        assertThat(first.exitCode()).as("%s", first).isZero();
        assertThat(first.out())
                .contains("After 0.15 of the rounds: 3 of 6 go on", "After 0.4 of the rounds: 1 of 3 go on")
                .filteredOn(line -> line.matches("[1-6]/6 · .* · stopped · .*"))
                .hasSize(5);
        assertThat(first.out())
                .filteredOn(
                        line -> line.matches(
                                "  After round \\d+ validation loss [0-9.]+ is not among the best [13] of [36], which end at [0-9.]+"))
                .hasSize(5);
        halved = of("halved", files -> files.manifest().status());
    }

    @AfterAll
    static void forget() {
        whole = Map.of();
        halved = Map.of();
    }

    @Test
    void whatGoesOnHasTheBitsOfARunThatNobodyJudges() {
        assertThat(halved.values()).containsOnly(RunStatus.DONE, RunStatus.STOPPED);
        assertThat(halved.values())
                .filteredOn(status -> status == RunStatus.DONE)
                .hasSize(1);
        halved.forEach((rate, status) -> {
            if (status == RunStatus.DONE) {
                assertThat(hash("halved", rate)).isEqualTo(whole.get(rate));
                assertThat(files("halved", rate).names())
                        .isEqualTo(files("whole", rate).names());
            }
        });
    }

    @Test
    void whoStopsDoesNotDependOnHowManyRunsGoOnAtATime() throws IOException {
        assertThat(batch("lanes", RUNS + HALVING, "--parallel=3").exitCode()).isZero();
        assertThat(of("lanes", files -> files.manifest().status())).isEqualTo(halved);
        assertThat(of("lanes", files -> String.valueOf(files.manifest().failure())))
                .isEqualTo(of("halved", files -> String.valueOf(files.manifest().failure())));
    }

    @Test
    void tableAndPageSayWhoStoppedAndWhy() throws IOException {
        BatchTable table = new BatchTable(List.of("learning-rate.initial"));
        var rows = TableReader.readAll(
                "batch.csv", Files.newInputStream(directory.resolve("halved/batch.csv")), table.schema());
        assertThat(rows)
                .filteredOn(row -> "stopped".equals(row.text(table.column("status"))))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.text(table.column("reason"))).contains(" is not among the best "));
        assertThat(Files.readString(directory.resolve("halved/report.html")))
                .contains("\"status\":\"stopped\"", " is not among the best ");
    }

    @Test
    void aSecondCallLeavesThemAloneAndOneWithoutARuleTakesThemToTheirEnd() throws IOException {
        FileUtils.copyDirectory(
                directory.resolve("halved").toFile(), directory.resolve("asked").toFile());
        InProcess again = batch("asked", RUNS + HALVING, "--resume");
        assertThat(again.exitCode()).as("%s", again).isZero();
        assertThat(again.out()).contains("Batch asked is done; nothing to resume");

        InProcess asked = batch("asked", RUNS + HALVING, "--resume", "--set", "batch.early-stop.rule=none");
        assertThat(asked.exitCode()).as("%s", asked).isZero();
        assertThat(asked.out()).contains("5 runs to do, 1 done before");
        assertThat(of("asked", files -> String.valueOf(files.summary().quorumSha256())))
                .isEqualTo(whole);
    }

    /** 0.003 and 0.0003 are far behind; the median of the others' running means is within reach of the rest. */
    @Test
    void theMedianRuleStopsTheSlowest() throws IOException {
        InProcess median = batch("median", RUNS + "batch.early-stop { rule = median, rungs = [0.3, 0.6] }\n");
        assertThat(median.exitCode()).as("%s", median).isZero();
        Map<String, RunStatus> statuses = of("median", files -> files.manifest().status());
        assertThat(statuses).containsEntry("0.0003", RunStatus.STOPPED).containsEntry("0.1", RunStatus.DONE);
        assertThat(files("median", "0.0003").manifest().failure())
                .matches(
                        "After round \\d+ best validation loss .* is worse than .*, the median of the 5 other runs' means");
        statuses.forEach((rate, status) -> {
            if (status == RunStatus.DONE) {
                assertThat(hash("median", rate)).isEqualTo(whole.get(rate));
            }
        });
    }

    @Test
    void aRuleThatCannotJudgeIsRefusedWithAllProblemsAtOnce() throws IOException {
        InProcess refused = batch(
                "refused",
                RUNS
                        + "data.validation-fraction = 0, batch.early-stop { rule = best, rungs = [0.5, 0.5], eta = 1, grace = 3 }");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(refused.err())
                .anyMatch(line -> line.startsWith("Unknown key batch.early-stop.grace in "))
                .contains(
                        "Invalid batch.early-stop.rule: best (expected one of none, median, halving)",
                        "Invalid batch.early-stop.rungs: [0.5, 0.5] (expected at least one fraction, each above the one before)",
                        "Invalid batch.early-stop.eta: 1 (expected a finite number > 1)");

        InProcess unjudged = batch("refused", RUNS + "data.validation-fraction = 0\n" + HALVING);
        assertThat(unjudged.err())
                .containsExactly(
                        "Invalid data.validation-fraction: 0.0 (expected > 0 with batch.early-stop.rule = halving)");

        InProcess late = batch("refused", RUNS + HALVING + "evaluation.every-epochs = 100\n");
        assertThat(late.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(late.err())
                .singleElement()
                .asString()
                .startsWith("Invalid batch.early-stop.rungs: [0.15, 0.4] (expected the first where a run is evaluated");
        assertThat(directory.resolve("refused")).doesNotExist();
    }

    private static InProcess batch(String id, String configuration, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve(id + ".conf"), configuration);
        List<String> arguments =
                new ArrayList<>(List.of("batch", file.toString(), "--out", directory.toString(), "--run-id", id));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    private static <T> Map<String, T> of(String id, Function<RunFiles, T> what) {
        Map<String, T> values = new LinkedHashMap<>();
        RATES.forEach(rate -> values.put(rate, what.apply(files(id, rate))));
        return values;
    }

    private static String hash(String id, String rate) {
        return String.valueOf(files(id, rate).summary().quorumSha256());
    }

    private static RunFiles files(String id, String rate) {
        return new RunFiles(directory.resolve(id).resolve("learning-rate.initial=" + rate));
    }
}
