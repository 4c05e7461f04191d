package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.RunStatus;
import sun.misc.Signal;

/** An interrupted run goes on to the bits, and the tables, of an undisturbed one. */
final class ResumeTest {
    private static final int AGENTS = 3;

    @TempDir
    private Path directory;

    private Path configuration = Path.of("");
    private RunFiles interrupted = new RunFiles(Path.of(""));

    @BeforeEach
    void interruptARun() throws IOException, InterruptedException {
        configuration = Files.writeString(directory.resolve("resume.conf"), """
                agents = %d, algorithm = easgd, batch-size = 8, lineage.cut-every-rounds = 4
                coupling { period = 2, velocity-gain = 1 }
                quorum { filter = second-order, average = polyak }
                # An epoch is 5 steps, after each of which some agent's learning rate may be divided.
                data.train-limit = 150
                learning-rate { schedule = plateau, plateau-epochs = 1, plateau-tolerance = 0.1 }
                model { preset = boffi-cnn, channels = [2, 2, 2], fully-connected = 8, dropout = 0.3 }
                checkpoint.every-rounds = 3
                """.formatted(AGENTS));
        interrupted = new RunFiles(directory.resolve("run"));
        AtomicBoolean ended = new AtomicBoolean();
        Thread signaller = new Thread(() -> {
            while (interrupted.roundsSoFar() < 8 && !ended.get()) {
                Thread.onSpinWait();
            }
            if (!ended.get()) {
                Signal.raise(new Signal("TERM"));
            }
        });
        signaller.start();
        InProcess run = train("run", "--set", "rounds=1000000");
        ended.set(true);
        signaller.join();
        assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INTERRUPTED.code);
    }

    @Test
    void goesOnToTheBitsOfAnUndisturbedRun() throws IOException {
        assertResumedEqualsUndisturbed();
    }

    @Test
    void passesOverADamagedCheckpoint() throws IOException {
        Path newest = checkpoints().get(1);
        Path vector = newest.resolve("agent-00001-velocity.npy");
        byte[] bytes = Files.readAllBytes(vector);
        bytes[bytes.length - 1] ^= 1;
        Files.write(vector, bytes);
        assertResumedEqualsUndisturbed();
    }

    @Test
    void beginsAnewWhenNoCheckpointIsIntact() throws IOException {
        for (Path checkpoint : checkpoints()) {
            Files.delete(checkpoint.resolve("quorum.npy"));
        }
        assertResumedEqualsUndisturbed();
    }

    @Test
    void goesOnFromTheRowsOfTheCheckpointWhenTheTablesAreGone() throws IOException {
        for (String table : List.of("rounds.csv", "agents.csv", "layers.csv")) {
            Files.delete(directory.resolve("run").resolve(table));
        }
        assertResumedEqualsUndisturbed();
    }

    @Test
    void refusesAConfigurationThatWouldGiveOtherBits() {
        InProcess resumed = train("run", "--resume", "--set", "seed=2", "--set", "coupling.gain=0.5");
        assertThat(resumed.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(resumed.err())
                .containsExactly(
                        "Invalid seed: 2 (expected 1, as in the run to resume)",
                        "Invalid coupling.gain: 0.5 (expected 1.0, as in the run to resume)");
        assertThat(interrupted.manifest().status()).isEqualTo(RunStatus.INTERRUPTED);
    }

    @Test
    void aRunToResumeNeedsAName() {
        InProcess resumed = InProcess.run("train", configuration.toString(), "--resume", "--out", directory.toString());
        assertThat(resumed.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(resumed.err()).containsExactly("Invalid --run-id: none (expected the run to resume)");
    }

    private void assertResumedEqualsUndisturbed() throws IOException {
        long rounds = interrupted.summary().rounds() + 7;
        String length = "rounds=" + rounds;
        Instant begun = interrupted.manifest().start();
        assertThat(train("run", "--resume", "--set", length, "--set", "checkpoint.keep=5")
                        .exitCode())
                .isZero();
        assertThat(interrupted.manifest().start()).isEqualTo(begun);
        assertThat(interrupted.manifest().resumptions()).hasSize(1);
        assertThat(train("undisturbed", "--set", length).exitCode()).isZero();

        RunFiles undisturbed = new RunFiles(directory.resolve("undisturbed"));
        assertThat(interrupted.summary().quorumSha256())
                .isEqualTo(undisturbed.summary().quorumSha256());
        assertThat(interrupted.rows(RoundsTable.SCHEMA))
                .extracting(row -> row.whole(RoundsTable.ROUND))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, rounds).boxed().toList());
        assertThat(interrupted.rows(RoundsTable.SCHEMA))
                .extracting(row -> row.number(RoundsTable.SPREAD))
                .containsExactlyElementsOf(undisturbed.rows(RoundsTable.SCHEMA).stream()
                        .map(row -> row.number(RoundsTable.SPREAD))
                        .toList());
        assertThat(interrupted.rows(AgentsTable.SCHEMA)).hasSize((int) rounds * AGENTS);
        assertThat(interrupted.manifest().status()).isEqualTo(RunStatus.DONE);
        assertThat(interrupted.names()).noneMatch(name -> name.startsWith("checkpoints"));
        assertThat(train("run", "--resume", "--set", length).out())
                .containsExactly("Run run is done; nothing to resume");
    }

    /** Oldest first. */
    private List<Path> checkpoints() throws IOException {
        try (Stream<Path> paths = Files.list(directory.resolve("run/checkpoints"))) {
            List<Path> found = paths.filter(
                            path -> path.getFileName().toString().startsWith("round-"))
                    .sorted()
                    .toList();
            assertThat(found).hasSize(2);
            return found;
        }
    }

    private InProcess train(String runId, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", configuration.toString()));
        arguments.addAll(List.of("--out", directory.toString(), "--run-id", runId));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }
}
