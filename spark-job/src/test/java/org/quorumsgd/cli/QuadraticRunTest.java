package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.Summary;

final class QuadraticRunTest {
    private static final String CONFIGURATION = """
            problem = quadratic
            agents = 3, rounds = 300, batch-size = 4, algorithm = easgd, optimiser.name = sgd
            coupling.gain = 1, learning-rate.initial = 0.2
            quadratic { dimension = 2000, examples = 600 }
            log.every-rounds = 50, evaluation.every-epochs = 2, lineage.cut-every-rounds = 100
            """;

    @TempDir
    private Path directory;

    @Test
    void runHasLossesButNoErrorsNoModelAndNoData() throws IOException {
        InProcess train = train(CONFIGURATION, "--set", "rounds=100");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertThat(train.out()).noneMatch(line -> line.startsWith("Native: "));
        RunFiles run = new RunFiles(directory.resolve("run"));
        assertThat(run.names())
                .containsExactly(
                        "agents.csv",
                        "agents.parquet",
                        "layers.csv",
                        "layers.parquet",
                        "manifest.json",
                        "quorum.npy",
                        "report.html",
                        "rounds.csv",
                        "rounds.parquet",
                        "summary.json",
                        "theory.json");
        Summary summary = run.summary();
        // 100 rounds of 3 x 4 examples, 600 an epoch.
        assertThat(summary.epochs()).isEqualTo(2.0);
        double squares = 0;
        for (float coordinate : run.quorum()) {
            squares += (double) coordinate * coordinate;
        }
        assertThat(summary.testLoss()).isCloseTo(squares / 2, org.assertj.core.data.Percentage.withPercentage(1e-3));
        assertThat(summary.testError()).isNull();
        assertThat(summary.validationError()).isNull();
        assertThat(run.manifest().dataSha256()).isEmpty();
        assertThat(run.manifest().parameters()).isEqualTo(2000);
        assertThat(run.rows(RoundsTable.SCHEMA)).allMatch(row -> !row.isMeasured(RoundsTable.TEST_ERROR));
    }

    /** One core, four agents and a deadline of one median: many rounds end before the last agent has had the core. */
    @Test
    void runThatGoesOnWithoutLateAgentsSaysSoInItsFiles() throws IOException {
        InProcess train = InProcess.runOn(
                "local[1]",
                "train",
                Files.writeString(directory.resolve("late.conf"), CONFIGURATION + """
                        agents = 4, rounds = 150, log.every-rounds = 1
                        deadline { action = quorum-fraction, factor = 1, floor-seconds = 0.001, fraction = 0.25 }
                        """)
                        .toString(),
                "--out=" + directory,
                "--run-id=late");
        assertThat(train.exitCode()).as("%s", train).isZero();
        RunFiles run = new RunFiles(directory.resolve("late"));
        List<Row> rows = run.rows(AgentsTable.SCHEMA);
        List<Row> late = rows.stream()
                .filter(row -> row.whole(AgentsTable.STALENESS) > 0)
                .toList();
        assertThat(late).isNotEmpty();
        assertThat(run.manifest().lateReports()).isEqualTo(late.size());
        assertThat(run.manifest().bitExact()).isFalse();
        assertThat(rows.subList(rows.size() - 4, rows.size()))
                .as("the last round waits for everyone")
                .allMatch(row -> row.whole(AgentsTable.STALENESS) == 0);
    }

    @Test
    void localModeHasNoExecutorToGiveUpAndSaysSo() throws IOException {
        InProcess train = train(CONFIGURATION, "--set=rounds=3", "--set=deadline.action=speculate");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertThat(train.out()).anyMatch(line -> line.startsWith("Warning: deadline.action = speculate only waits"));
        assertThat(new RunFiles(directory.resolve("run")).manifest().bitExact()).isTrue();
    }

    @Test
    void measurementAgreesWithTheClosedFormWithinItsStandardError() throws IOException {
        InProcess train = train(CONFIGURATION);
        assertThat(train.exitCode()).as("%s", train).isZero();
        List<String> rows = train.out().stream()
                .dropWhile(line -> !line.startsWith("Theory and measurement"))
                .skip(2)
                .toList();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).startsWith("  variance of the centre ");
        assertThat(rows.get(1)).startsWith("  dispersion of the agents ");
        assertThat(rows.get(2)).startsWith("  variance of the quorum variable ");
        for (String row : rows) {
            String[] cells = row.strip().split(" {2,}", -1);
            double exact = Double.parseDouble(cells[2]);
            String[] measured = cells[3].split(" ± ", -1);
            double error = Double.parseDouble(measured[1]);
            // False alarm 6e-7 a row.
            assertThat(Math.abs(Double.parseDouble(measured[0]) - exact))
                    .as(row)
                    .isLessThan(5 * error);
            assertThat(error / exact).as(row).isLessThan(0.02);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "coupling.period = 2                                     | coupling.period is above 1",
                "optimiser { name = heavy-ball, momentum = 0.5 }         | optimiser.name is heavy-ball",
                "optimiser { name = nesterov, momentum = 0.5 }           | EASGD has momentum",
                "coupling.gain = 0                                       | without a gain EASGD's quorum variable stays where it started",
                "coupling.gain = 9                                       | the run is unstable",
                "quadratic.curvature = 0                                 | without curvature there is no stationary law",
                "learning-rate { schedule = cosine, over-epochs = 3 }    | the learning rate is not constant",
            })
    void closedFormsThatDoNotApplyAreNotClaimed(String setting, String obstacle) {
        QuadraticPrediction prediction =
                QuadraticPrediction.of(ConfigurationLoader.fromText(CONFIGURATION + setting, "text", List.of()));
        assertThat(prediction.obstacle()).contains(obstacle);
        assertThat(prediction.values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm = qsgd",
                "algorithm = none",
                "algorithm = qsgd, optimiser { name = nesterov, momentum = 0.9 }",
                "algorithm = qsgd, agents = 1",
            })
    void otherAlgorithmsHaveTheirClosedFormsToo(String setting) {
        QuadraticPrediction prediction =
                QuadraticPrediction.of(ConfigurationLoader.fromText(CONFIGURATION + setting, "text", List.of()));
        assertThat(prediction.obstacle()).isEmpty();
        assertThat(prediction.values()).allMatch(value -> value.exact() >= 0).hasSize(2);
    }

    @Test
    void verdictsOnTheAgentsAreNeverLeftOutOfTheTables() throws IOException {
        InProcess train = train(
                CONFIGURATION,
                "--set",
                "rounds=120",
                "--set",
                "evaluation.each-agent=true",
                "--set",
                "evaluation.every-epochs=9",
                "--set",
                "log.every-rounds=1000",
                "--set",
                "probe.every-epochs=0");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertThat(new RunFiles(directory.resolve("run"))
                        .rows(AgentsTable.SCHEMA).stream()
                                .filter(row -> row.isMeasured(AgentsTable.VALIDATION_LOSS))
                                .map(row -> row.whole(AgentsTable.ROUND)))
                .containsExactly(50L, 50L, 50L, 100L, 100L, 100L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"algorithm = sd-qsgd", "learning-rate { schedule = plateau, plateau-epochs = 1 }"})
    void agentsAreJudgedByTheLossItself(String setting) throws IOException {
        InProcess train = train(CONFIGURATION + setting, "--set", "rounds=120", "--set", "start=own");
        assertThat(train.exitCode()).as("%s", train).isZero();
        List<Double> losses = new RunFiles(directory.resolve("run"))
                .rows(AgentsTable.SCHEMA).stream()
                        .filter(row -> row.isMeasured(AgentsTable.VALIDATION_LOSS))
                        .map(row -> row.number(AgentsTable.VALIDATION_LOSS))
                        .toList();
        assertThat(losses).hasSize(6).allMatch(loss -> loss > 0);
    }

    @Test
    void agentsOfTheirOwnStartStandEvenlyAboutTheMinimum() {
        var problem = new QuadraticWorkload(ConfigurationLoader.fromText(
                        CONFIGURATION + "start = own, quadratic.start = 3", "text", List.of()))
                .problem();
        assertThat(List.of(problem.start(0), problem.start(1), problem.start(2)))
                .extracting(state -> state.position().hostValues()[7])
                .containsExactly(3f, 0f, -3f);
    }

    @Test
    void keysOfImagesAreWarnedAboutAndCheckTellsThePrediction() throws IOException {
        Path file = Files.writeString(directory.resolve("q.conf"), CONFIGURATION + "model.hidden = [3]");
        InProcess check = InProcess.run("check", file.toString(), "--set", "data.flip=true");
        assertThat(check.exitCode()).as("%s", check).isZero();
        assertThat(check.out())
                .contains(
                        "Warning: model.hidden has no effect with problem = quadratic",
                        "Warning: data.flip has no effect with problem = quadratic",
                        "  parameters         2,000 (7.8 KiB a vector)",
                        "  closed form        applies")
                .anyMatch(line -> line.matches("  dispersion +\\d\\.\\d{4}e-\\d\\d per coordinate"));
    }

    private InProcess train(String text, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("run.conf"), text);
        List<String> arguments =
                new java.util.ArrayList<>(List.of("train", file.toString(), "--out", directory.toString()));
        arguments.addAll(List.of("--run-id", "run"));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }
}
