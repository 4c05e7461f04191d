package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.StalenessHistogram;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.TableSchema;
import sun.misc.Signal;

/** Agents in their own time: interrupted runs go on, and a real clock's order is repeated. */
final class ClockResumeTest {
    private static final int AGENTS = 4;
    private static final String COMMON = """
            agents = %d, batch-size = 8, data.train-limit = 200, checkpoint.every-rounds = 5
            model { preset = mlp, hidden = [16], dropout = 0.3 }
            """.formatted(AGENTS);

    private static final String VIRTUAL = "service-time { distribution = exponential, multipliers = [1, 5, 1, 0.5] }\n";
    private static final String REAL = COMMON + "algorithm = easgd, clock = real, optimiser.name = nesterov\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm = mdownpour",
                "algorithm = gem, coupling.period = 3, quorum.average = polyak",
                "algorithm = easgd, clock = virtual, optimiser.name = nesterov, learning-rate.multipliers = [1, 2, 1, 1]",
                "algorithm = dasgd, topology.graph = ring, link-delay { distribution = exponential, mean = 2 }, coupling.period = 2,"
                        + " optimiser.name = nesterov, learning-rate.initial = 0.005, quorum.average = polyak",
                "algorithm = dasgd, learning-rate.initial = 0.005, model = { preset = boffi-cnn, channels = [2, 3, 2],"
                        + " fully-connected = 8 }"
            })
    void anInterruptedRunGoesOnToTheBitsAndRowsOfAnUndisturbedOneWithAnotherNumberOfThreads(String algorithm)
            throws IOException, InterruptedException {
        write(COMMON + VIRTUAL + algorithm);
        RunFiles run = interrupted();
        long rounds = run.summary().rounds() + 7;
        String length = "rounds=" + rounds;
        InProcess resumed = train("local[4]", "run", "--resume", "--set", length);
        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        assertThat(resumed.out()).contains("Resuming after round " + (rounds - 7));
        assertThat(train("local[1]", "undisturbed", "--set", length).exitCode()).isZero();
        RunFiles undisturbed = run("undisturbed");
        assertThat(run.summary().quorumSha256()).isEqualTo(undisturbed.summary().quorumSha256());
        assertThat(column(run, RoundsTable.SCHEMA, row -> row.whole(RoundsTable.ROUND)))
                .isEqualTo(LongStream.rangeClosed(1, rounds).boxed().toList());
        for (Function<Row, Object> cell : List.<Function<Row, Object>>of(
                row -> row.number(RoundsTable.SPREAD),
                row -> row.number(RoundsTable.TRAIN_LOSS),
                row -> row.number(RoundsTable.VIRTUAL_TIME),
                row -> row.whole(RoundsTable.LARGEST_STALENESS))) {
            assertThat(column(run, RoundsTable.SCHEMA, cell)).isEqualTo(column(undisturbed, RoundsTable.SCHEMA, cell));
        }
        for (Function<Row, Object> cell : List.<Function<Row, Object>>of(
                row -> row.number(AgentsTable.TRAIN_LOSS),
                row -> row.number(AgentsTable.GRADIENT_NORM),
                row -> row.whole(AgentsTable.STALENESS))) {
            assertThat(column(run, AgentsTable.SCHEMA, cell)).isEqualTo(column(undisturbed, AgentsTable.SCHEMA, cell));
        }
        for (Function<Row, Object> cell : List.<Function<Row, Object>>of(
                row -> row.number(RoundsTable.RMS_STALENESS),
                row -> row.number(RoundsTable.CENTRAL_ENERGY),
                row -> row.number(RoundsTable.PROXY_ENERGY),
                row -> row.number(RoundsTable.CLAMPED_SHARE),
                row -> row.number(RoundsTable.GRADIENTS_IN_FLIGHT))) {
            assertThat(column(run, RoundsTable.SCHEMA, cell)).isEqualTo(column(undisturbed, RoundsTable.SCHEMA, cell));
        }
        assertThat(run.rows(RoundsTable.SCHEMA))
                .allMatch(row -> row.isMeasured(RoundsTable.CLAMPED_SHARE) == algorithm.contains("gem"));
        List<Row> staleness = run.rows(StalenessTable.SCHEMA);
        assertThat(staleness).isEqualTo(undisturbed.rows(StalenessTable.SCHEMA));
        int gradientsARound = algorithm.startsWith("algorithm = dasgd, topology.graph = ring") ? 2 * AGENTS : AGENTS;
        assertThat(staleness.stream()
                        .mapToLong(row -> row.whole(StalenessTable.COMMITS))
                        .sum())
                .isEqualTo(rounds * gradientsARound);
        assertThat(run.summary().meanStaleness())
                .isEqualTo(undisturbed.summary().meanStaleness());
        assertThat(run.summary().rmsStaleness()).isEqualTo(undisturbed.summary().rmsStaleness());
        assertThat(run.names()).contains("staleness.csv", "staleness.parquet");
        assertThat(run.manifest().resumptions()).hasSize(1);
        assertThat(run.names()).noneMatch(name -> name.startsWith("checkpoints") || name.startsWith("order"));
    }

    @Test
    void aReplayGivesTheBitsOfItsRecordingAlsoWhereThatWasInterrupted() throws IOException, InterruptedException {
        write(REAL);
        RunFiles run = interrupted();
        long before = run.summary().rounds();
        List<Object> order = column(run, OrderTable.SCHEMA, row -> row.whole(OrderTable.AGENT));
        assertThat(order).hasSize((int) before * AGENTS);
        String length = "rounds=" + (before + 9);
        InProcess resumed = train("local[4]", "run", "--resume", "--set", length);
        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        List<Row> whole = run.rows(OrderTable.SCHEMA);
        assertThat(whole)
                .extracting(row -> row.whole(OrderTable.COMMIT))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (before + 9) * AGENTS).boxed().toList());
        assertThat(whole.subList(0, order.size()))
                .as("the order up to the checkpoint is kept")
                .extracting(row -> (Object) row.whole(OrderTable.AGENT))
                .isEqualTo(order);
        assertThat(whole).extracting(row -> row.number(OrderTable.SECONDS)).isSorted();
        assertThat(run.rows(RoundsTable.SCHEMA))
                .noneMatch(row -> row.isMeasured(RoundsTable.VIRTUAL_TIME))
                .allMatch(row -> row.isMeasured(RoundsTable.MEAN_STALENESS));
        assertThat(run.names()).contains("order.csv", "order.parquet");
        StalenessHistogram counted = new StalenessHistogram();
        whole.forEach(row -> counted.add((int) row.whole(OrderTable.AGENT), (int) row.whole(OrderTable.STALENESS), 1));
        assertThat(run.rows(StalenessTable.SCHEMA)).isEqualTo(counted.rows());
        assertThat(run.manifest().bitExact()).isFalse();

        String path = directory.resolve("run").toString();
        InProcess replay = train("local[1]", "replay", "--set", length, "--replay", path);
        assertThat(replay.exitCode()).as("%s", replay).isZero();
        assertThat(replay.out()).contains("Replaying the order of file:" + path);
        RunFiles replayed = run("replay");
        assertThat(sha256(replayed)).isEqualTo(sha256(run));
        assertThat(column(replayed, OrderTable.SCHEMA, row -> row.whole(OrderTable.AGENT)))
                .isEqualTo(column(run, OrderTable.SCHEMA, row -> row.whole(OrderTable.AGENT)));
        assertThat(replayed.manifest().replays()).isEqualTo("file:" + path);

        assertThat(train("local[2]", "shorter", "--set", "rounds=3", "--replay", directory.resolve("replay") + "")
                        .exitCode())
                .as("a replay can be replayed, and in part")
                .isZero();
        assertThat(train("local[2]", "longer", "--set", "rounds=" + (before + 10), "--replay", path)
                        .err())
                .containsExactly("Invalid number of rounds: " + (before + 10) + " (expected at most " + (before + 9)
                        + ", as many as file:" + path + " has recorded)");
        assertThat(run("longer").directory()).doesNotExist();
    }

    @Test
    void anInterruptedReplayGoesOnAsOne() throws IOException, InterruptedException {
        write(REAL);
        assertThat(train("local[4]", "recording", "--set", "rounds=120").exitCode())
                .isZero();
        String[] replay = {
            "--set", "rounds=120", "--replay", directory.resolve("recording").toString()
        };
        RunFiles run = interruptedBy(12, replay);
        InProcess forgotten = train("local[2]", "run", "--resume", "--set", "rounds=120");
        assertThat(forgotten.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(forgotten.err())
                .containsExactly("Invalid --replay: none (expected file:" + directory.resolve("recording")
                        + ", as in the run to resume)");
        List<String> arguments = new ArrayList<>(List.of(replay));
        arguments.add("--resume");
        InProcess resumed = train("local[3]", "run", arguments.toArray(String[]::new));
        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        assertThat(sha256(run)).isEqualTo(sha256(run("recording")));
    }

    @Test
    void whatHasNoOrderOrWouldGiveOtherBitsIsNotReplayed() throws IOException {
        write(COMMON + "algorithm = downpour, rounds = 4");
        assertThat(train("local[2]", "virtual").exitCode()).isZero();
        String virtual = directory.resolve("virtual").toString();
        assertRefused(
                virtual,
                "Invalid --replay: " + virtual + " (expected none with clock = virtual, which needs no record)");
        write(COMMON + "algorithm = downpour, rounds = 4, clock = real");
        assertRefused(
                virtual,
                "Invalid --replay: " + virtual
                        + " (expected a run with clock = real, which has recorded its order in order.csv)");
        String nowhere = directory.resolve("nowhere").toString();
        assertRefused(nowhere, "Invalid run directory: " + nowhere + " (expected a run with its manifest.json)");
        assertThat(train("local[2]", "real").exitCode()).isZero();
        String real = directory.resolve("real").toString();
        write(COMMON + "algorithm = downpour, rounds = 4, clock = real, seed = 2, evaluation.every-epochs = 3");
        assertRefused(real, "Invalid seed: 2 (expected 1, as in the run to replay)");
        Path order = directory.resolve("real/order.csv");
        List<String> lines = Files.readAllLines(order);
        lines.remove(3);
        Files.write(order, lines);
        write(COMMON + "algorithm = downpour, rounds = 3, clock = real");
        InProcess damaged = train("local[2]", "refused", "--replay", real);
        assertThat(damaged.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(damaged.err())
                .singleElement()
                .asString()
                .startsWith("Invalid order.csv of " + real + ": commit 4 of agent ");
    }

    private void assertRefused(String replay, String line) {
        InProcess refused = train("local[2]", "refused", "--replay", replay);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(refused.err()).containsExactly(line);
        assertThat(directory.resolve("refused")).doesNotExist();
    }

    /** A run without an end that SIGTERM interrupts. */
    private RunFiles interrupted() throws InterruptedException {
        return interruptedBy(8, "--set", "rounds=1000000");
    }

    private RunFiles interruptedBy(int round, String... arguments) throws InterruptedException {
        RunFiles run = run("run");
        AtomicBoolean ended = new AtomicBoolean();
        Thread signaller = new Thread(() -> {
            while (run.roundsSoFar() < round && !ended.get()) {
                Thread.onSpinWait();
            }
            if (!ended.get()) {
                Signal.raise(new Signal("TERM"));
            }
        });
        signaller.start();
        InProcess train = train("local[2]", "run", arguments);
        ended.set(true);
        signaller.join();
        assertThat(train.exitCode()).as("%s", train).isEqualTo(ExitCode.INTERRUPTED.code);
        assertThat(run.manifest().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.names())
                .contains("checkpoints/round-%09d/state.json"
                        .formatted(run.summary().rounds()));
        return run;
    }

    private static List<Object> column(RunFiles run, TableSchema schema, Function<Row, Object> cell) {
        return run.rows(schema).stream().map(cell).toList();
    }

    private static String sha256(RunFiles run) {
        return Objects.requireNonNull(run.summary().quorumSha256());
    }

    private RunFiles run(String id) {
        return new RunFiles(directory.resolve(id));
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("clock.conf"), text);
    }

    private InProcess train(String master, String id, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", directory.resolve("clock.conf").toString()));
        arguments.addAll(List.of("--out", directory.toString(), "--run-id", id));
        arguments.addAll(List.of(more));
        return InProcess.runOn(master, arguments.toArray(String[]::new));
    }
}
