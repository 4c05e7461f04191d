package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.Summary;

/** Runs of agents without a server, from the command line. */
final class DecentralizedRunTest {
    private static final String CONFIGURATION = """
            name = decentralized
            algorithm = dasgd
            agents = 4
            batch-size = 16
            rounds = 60
            optimiser { name = sgd, momentum = 0 }
            learning-rate.initial = 0.03
            model.hidden = [16]
            data.train-limit = 600
            """;

    @TempDir
    private Path directory;

    @Test
    void aRunOnAGraphOfTheUsersWritesTheFilesOfAnyRunAndItsStaleness() throws IOException {
        Path links = Files.writeString(directory.resolve("links.txt"), """
                # a star, and what is not needed
                0 1
                0, 2   # commas will do

                3\t0
                """);
        Training training = Training.of(directory, CONFIGURATION);
        InProcess train =
                train(training, "topology.graph=file", "topology.file=" + links.toUri(), "link-delay.mean=1.5");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertThat(train.out()).anyMatch(line -> line.contains("dasgd on a virtual clock, file, period 1"));
        RunFiles run = training.files("run");
        assertThat(run.names())
                .contains("rounds.csv", "agents.csv", "layers.csv", "rounds.parquet", "quorum.npy", "report.html")
                .noneMatch(name -> name.startsWith("checkpoints/"));
        Summary summary = run.summary();
        assertThat(summary.status()).isEqualTo(RunStatus.DONE);
        assertThat(summary.algorithm()).isEqualTo("dasgd");
        assertThat(summary.testError()).isLessThan(0.35);
        List<Row> rounds = run.rows(RoundsTable.SCHEMA);
        assertThat(rounds).hasSize(60);
        // In lock-step each lacks two gradients of a neighbour and three of those two links away, and what ended before
        // it at its instant.
        Row last = rounds.get(59);
        assertThat(last.number(RoundsTable.VIRTUAL_TIME)).isEqualTo(60);
        assertThat(last.number(RoundsTable.MEAN_STALENESS)).isEqualTo((6 + 8 + 8 + 8) / 4.0 + 1.5);
        assertThat(last.whole(RoundsTable.LARGEST_STALENESS)).isEqualTo(11);
        assertThat(last.number(RoundsTable.RMS_STALENESS))
                .isEqualTo(Math.sqrt((6 * 6 + 9 * 9 + 10 * 10 + 11 * 11) / 4.0));
        // Four are computed; of each agent's earlier ones the farthest lacks three, but of the hub's two.
        assertThat(last.number(RoundsTable.GRADIENTS_IN_FLIGHT)).isEqualTo(4 + 2 + 3 + 3 + 3);
        assertThat(summary.meanStaleness())
                .isCloseTo(
                        rounds.stream()
                                .mapToDouble(row -> row.number(RoundsTable.MEAN_STALENESS))
                                .average()
                                .orElseThrow(),
                        within(1e-12));
        assertThat(summary.largestStaleness()).isEqualTo(11);
        assertThat(summary.implicitMomentum()).as("no centre moves by commits").isNull();
        assertThat(run.rows(StalenessTable.SCHEMA).stream()
                        .mapToLong(row -> row.whole(StalenessTable.COMMITS))
                        .sum())
                .isEqualTo(60 * 4);
        assertThat(last.number(RoundsTable.SPREAD)).isPositive();
        assertThat(last.number(RoundsTable.CENTER_QUORUM_DISTANCE)).isZero();
        List<Row> agents = run.rows(AgentsTable.SCHEMA);
        assertThat(agents.get(agents.size() - 4).whole(AgentsTable.STALENESS)).isEqualTo(6);
        assertThat(agents.get(agents.size() - 1).whole(AgentsTable.STALENESS)).isEqualTo(11);
    }

    @Test
    void everyMasterGivesTheBitsOfTheOracle() throws IOException {
        String more = """
                coupling.period = 2
                optimiser { name = nesterov, momentum = 0.9 }
                learning-rate.initial = 0.005
                gradient.clip-norm = 1
                rounds = 12
                topology.graph = torus
                agents = 6
                link-delay { distribution = exponential, mean = 1, multipliers = [1, 1, 1, 1, 1, 3] }
                service-time.distribution = log-normal
                model.dropout = 0.3
                """;
        String bits = Training.of(directory, CONFIGURATION + more).assertEveryMasterGivesTheBitsOfTheOracle();
        Training other = Training.of(directory, CONFIGURATION + more + "topology.graph = all-to-all");
        assertThat(Oracle.sha256(other.configuration())).isNotEqualTo(bits);
    }

    @Test
    void everyProblemOfAFileOfLinksIsALineAndNothingIsWritten() throws IOException {
        Path links = Files.writeString(directory.resolve("links.txt"), "0 1\n1 0\n2 2\n0 4\n-1 2\n1\nx y\n0 1 2\n");
        Training training = Training.of(directory, CONFIGURATION);
        InProcess train = train(training, "topology.graph=file", "topology.file=" + links);
        assertThat(train.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        String expected = " (expected two agents, different numbers from 0 to 3)";
        assertThat(train.err())
                .containsExactly(
                        "Invalid " + links
                                + ", line 2: 1 0 (expected a link that no line before has; links carry both ways)",
                        "Invalid " + links + ", line 3: 2 2" + expected,
                        "Invalid " + links + ", line 4: 0 4" + expected,
                        "Invalid " + links + ", line 5: -1 2" + expected,
                        "Invalid " + links + ", line 6: 1" + expected,
                        "Invalid " + links + ", line 7: x y" + expected,
                        "Invalid " + links + ", line 8: 0 1 2" + expected);
        Files.writeString(links, "0 1\n2 3\n");
        train = train(
                training, "topology.graph=file", "topology.file=" + links, "data.format=idx", "data.path=/nowhere");
        assertThat(train.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(train.err())
                .contains("Invalid " + links + ": [2, 3] (expected a path from agent 0 to every agent)")
                .as("and the data's problems")
                .hasSizeGreaterThan(1);
        train = train(training, "topology.graph=file", "topology.file=nosuch:/links");
        assertThat(train.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(train.err())
                .singleElement()
                .asString()
                .startsWith("Invalid topology.file: nosuch:/links (expected a readable file: ");
        assertThat(directory.resolve("run")).doesNotExist();
    }

    private static InProcess train(Training training, String... settings) {
        List<String> options = new ArrayList<>();
        for (String setting : settings) {
            options.addAll(List.of("--set", setting));
        }
        return training.run("run", options.toArray(String[]::new));
    }
}
