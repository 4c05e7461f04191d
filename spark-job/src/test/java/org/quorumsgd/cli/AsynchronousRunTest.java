package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.Summary;

/** Runs of agents that wait for nobody, from the command line. */
final class AsynchronousRunTest {
    private static final String CONFIGURATION = """
            name = asynchronous
            algorithm = downpour
            agents = 4
            batch-size = 16
            rounds = 60
            optimiser { name = sgd, momentum = 0 }
            learning-rate.initial = 0.05
            model.hidden = [16]
            data.train-limit = 600
            service-time.multipliers = [1, 1, 1, 10]
            """;

    @TempDir
    private Path directory;

    @Test
    void aRunWritesTheFilesOfAnyRunAndTheStalenessOfItsCommits() throws IOException {
        Training training = Training.of(directory, CONFIGURATION);
        InProcess train = training.run("run");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertThat(train.out()).anyMatch(line -> line.contains("downpour on a virtual clock, period 1"));
        RunFiles run = training.files("run");
        assertThat(run.names())
                .contains(
                        "rounds.csv",
                        "agents.csv",
                        "layers.csv",
                        "rounds.parquet",
                        "quorum.npy",
                        "quorum.safetensors",
                        "model.zip",
                        "report.html")
                .noneMatch(name -> name.startsWith("checkpoints/"));
        Summary summary = run.summary();
        assertThat(summary.status()).isEqualTo(RunStatus.DONE);
        assertThat(summary.algorithm()).isEqualTo("downpour");
        assertThat(summary.testError()).isLessThan(0.35);
        assertThat(run.manifest().bitExact()).isTrue();
        List<Row> rounds = run.rows(RoundsTable.SCHEMA);
        assertThat(rounds).hasSize(60);
        // Three agents commit once a unit of time, the straggler every ten: 31 commits in 10 units.
        assertThat(rounds.get(30).number(RoundsTable.VIRTUAL_TIME)).isEqualTo(40);
        assertThat(rounds.get(20).number(RoundsTable.MEAN_STALENESS)).isBetween(2.0, 12.0);
        assertThat(rounds)
                .noneMatch(row -> row.isMeasured(RoundsTable.UPDATE_COSINE)
                        || row.isMeasured(RoundsTable.SLOWEST_AGENT_SECONDS)
                        || row.isMeasured(RoundsTable.OVERHEAD_SECONDS))
                .noneMatch(
                        row -> row.isMeasured(RoundsTable.CENTRAL_ENERGY) || row.isMeasured(RoundsTable.SET_DIFFERENCE))
                .allMatch(row -> row.number(RoundsTable.GRADIENTS_IN_FLIGHT) == 4)
                .allMatch(row -> row.isMeasured(RoundsTable.IMAGES_PER_SECOND));
        // The straggler commits at times 10, 20, ..., each time after 30 commits of others.
        assertThat(run.rows(StalenessTable.SCHEMA).stream()
                        .filter(row -> row.whole(StalenessTable.AGENT) == 3)
                        .map(Row::toString))
                .singleElement()
                .asString()
                .startsWith("staleness[3, 30, ");
        assertThat(summary.largestStaleness()).isEqualTo(30);
        assertThat(train.out()).anyMatch(line -> line.startsWith("  mean staleness "));
        assertThat(summary.overheadFraction()).isNull();
        assertThat(train.out()).noneMatch(line -> line.contains("overhead"));
        List<Row> agents = run.rows(AgentsTable.SCHEMA);
        assertThat(agents.get(3).isMeasured(AgentsTable.TRAIN_LOSS))
                .as("the straggler has not committed in the first round")
                .isFalse();
        assertThat(agents.get(agents.size() - 1).whole(AgentsTable.STALENESS)).isEqualTo(30);
        assertThat(agents.get(agents.size() - 1).isMeasured(AgentsTable.TRAIN_LOSS))
                .isTrue();
    }

    @Test
    void everyMasterGivesTheBitsOfTheOracle() throws IOException {
        String more = """
                algorithm = easgd
                clock = virtual
                coupling { gain = 4, period = 2 }
                optimiser { name = nesterov, momentum = 0.9 }
                learning-rate.initial = 0.02
                rounds = 20
                service-time.distribution = log-normal
                model.dropout = 0.3
                """;
        String bits = Training.of(directory, CONFIGURATION + more).assertEveryMasterGivesTheBitsOfTheOracle();
        Training other = Training.of(directory, CONFIGURATION + more + "seed = 2");
        assertThat(Oracle.sha256(other.configuration())).isNotEqualTo(bits);
    }

    /** A benchmark of the synchronous engine must not carry the name of another. */
    @ParameterizedTest
    @ValueSource(strings = {"clock=virtual", "algorithm=downpour"})
    void aBenchmarkOfOtherThanRoundsTogetherIsRefused(String override) {
        assertThatThrownBy(() -> TrainingComparison.check(List.of(override)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "Invalid clock: virtual (expected none in a benchmark, which measures rounds together)");
        assertThatNoException().isThrownBy(() -> TrainingComparison.check(List.of("algorithm=easgd")));
    }

    @Test
    void onTheQuadraticNoClosedFormIsClaimed() throws IOException {
        Training training = Training.of(directory, CONFIGURATION);
        InProcess train = training.run("run", "--set", "problem=quadratic", "--set", "coupling.period=1");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertThat(train.out())
                .contains("No closed form applies: the run is asynchronous")
                .anyMatch(line -> line.startsWith("  variance of the quorum variable "));
        Matcher line = Pattern.compile(
                        "Mean \\|grad f\\|\\^2 of 240 gradients: (\\S+); bound (\\S+) \\(start (\\S+), noise (\\S+),"
                                + " staleness (\\S+)\\)")
                .matcher(train.out().get(train.out().size() - 1));
        assertThat(line.matches()).as("%s", train).isTrue();
        double bound = Double.parseDouble(line.group(2));
        assertThat(Double.parseDouble(line.group(1))).isPositive().isLessThan(bound);
        assertThat(bound)
                .isCloseTo(
                        IntStream.rangeClosed(3, 5)
                                .mapToDouble(term -> Double.parseDouble(line.group(term)))
                                .sum(),
                        within(2e-4 * bound));
        assertThat(Objects.requireNonNull(training.files("run").summary().testLoss()))
                .isLessThan(500);
    }
}
