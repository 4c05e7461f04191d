package org.quorumsgd.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.cli.Oracle;
import org.quorumsgd.run.RunStatus;

/**
 * A fault, and what must be true afterwards: the bits of the oracle, every row once, nothing torn; or the exit code that the
 * documents name. The long version is {@link SoakIT}.
 */
final class FaultMatrixIT {
    private static final int AGENTS = 4;
    private static final long SEED = 20261121;

    private static final String COMMON = """
            seed = 7
            agents = %d
            batch-size = 8
            optimiser.name = nesterov
            data.train-limit = 200
            lineage.cut-every-rounds = 7
            evaluation.every-epochs = 1000
            probe.every-epochs = 25
            theory.lanczos-steps = 0
            """.formatted(AGENTS);

    /** Small vectors, short rounds, random numbers in every step. */
    private static final String SMALL = COMMON + "model { preset = mlp, hidden = [64], dropout = 0.3 }\n";

    /** Agents in their own time, with a straggler, and an algorithm to be named. */
    private static final String ASYNCHRONOUS = """
            seed = 7
            agents = %d
            batch-size = 8
            clock = virtual
            service-time { distribution = exponential, multipliers = [1, 1, 5, 1] }
            optimiser.name = nesterov
            data.train-limit = 200
            evaluation.every-epochs = 1000
            model { preset = mlp, hidden = [64], dropout = 0.3 }
            """.formatted(AGENTS);

    /** Results of 0.1 MB, which go through the block manager under {@link #INDIRECT}. */
    private static final String LARGE = COMMON + "model { preset = mlp, hidden = [300], dropout = 0.3 }\n";

    private static final String[] INDIRECT = {
        "--conf", "spark.task.maxDirectResultSize=10000", "--conf", "spark.shuffle.io.retryWait=200ms"
    };

    private final SplittableRandom random = new SplittableRandom(SEED);

    @TempDir
    private Path directory;

    @Test
    void executorsKilledAtWorkAfterACutAfterACheckpointAndTogether() throws IOException {
        int rounds = 400;
        Path configuration = write(SMALL, rounds, "checkpoint.every-rounds = 25");
        try (FaultyRun run = FaultyRun.start(directory, configuration)) {
            run.awaitRound(9);
            new KilledAtWork(10).strike(run, random);
            run.job().await("Spark has missed a task", () -> run.logged("ExecutorLostFailure") > 0);
            for (Fault fault : List.of(new KilledAfterCut(), new KilledAfterCheckpoint())) {
                run.awaitExecutors(2);
                long lost = run.executorsEnded();
                fault.strike(run, random);
                run.job().await("Spark has seen it", () -> run.executorsEnded() > lost);
            }
            long lost = run.executorsEnded();
            new KilledExecutors(2).strike(run, random);
            run.job().await("Spark has seen both", () -> run.executorsEnded() >= lost + 2);
            assertThat(run.files().roundsSoFar())
                    .as("the last fault came in time")
                    .isLessThan(rounds);
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    @Test
    void anExecutorKilledWhileItsResultIsFetched() throws IOException {
        Path configuration = write(LARGE, 1_000_000);
        try (FaultyRun run = FaultyRun.start(directory, configuration, INDIRECT)) {
            run.awaitRound(5);
            new KilledBeforeFetch().strike(run, random);
            run.job()
                    .await(
                            "Spark has missed a result",
                            () -> !run.resultsNeverFetched().isEmpty());
            int rounds = run.endSoon();
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    @Test
    void theDriverKilledAtRandomRoundsAndResumed() throws IOException {
        int rounds = 300;
        Path configuration = write(SMALL, rounds, "checkpoint.every-rounds = 20");
        try (FaultyRun run = FaultyRun.start(directory, configuration)) {
            for (int kill = 1; kill <= 2; kill++) {
                run.awaitRound(random.nextInt(100 * (kill - 1) + 1, 100 * kill));
                new KilledDriver().strike(run, random);
            }
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.job().out()).anyMatch(line -> line.startsWith("Resuming after round "));
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    /** Checkpoints are written while agents are at work, and gradients under way; what was in hand is done anew. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm = easgd",
                "algorithm = dasgd, topology.graph = ring, link-delay { distribution = exponential, mean = 2 },"
                        + " learning-rate.initial = 0.005"
            })
    void theDriverOfAsynchronousAgentsKilledAtRandomRoundsAndResumed(String algorithm) throws IOException {
        int rounds = 300;
        Path configuration = write(ASYNCHRONOUS, rounds, "checkpoint.every-rounds = 20", algorithm);
        try (FaultyRun run = FaultyRun.start(directory, configuration)) {
            for (int kill = 1; kill <= 2; kill++) {
                run.awaitRound(random.nextInt(100 * (kill - 1) + 21, 100 * kill));
                new KilledDriver().strike(run, random);
            }
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.job().out()).anyMatch(line -> line.startsWith("Resuming after round "));
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    /** The default is to wait: Spark gives the silent executor up, its agents are replayed elsewhere, and what it says later is not heard. */
    @Test
    void anExecutorStoppedForLongerThanSparkWaits() throws IOException {
        int rounds = 400;
        Path configuration = write(SMALL, rounds);
        try (FaultyRun run = FaultyRun.start(
                directory,
                configuration,
                "--conf",
                "spark.network.timeout=4s",
                "--conf",
                "spark.network.timeoutInterval=500ms",
                "--conf",
                "spark.executor.heartbeatInterval=1s")) {
            run.awaitRound(9);
            new StoppedExecutor(9_000).strike(run, random);
            run.job().await("Spark has given it up", () -> run.logged("Lost executor") > 0);
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    /** First there is no room for checkpoints, then none for a row. */
    @Test
    void aFullDiskCostsCheckpointsFirstAndThenTheRunButNoRow() throws IOException {
        int rounds = 250;
        Path configuration = write(LARGE, rounds, "checkpoint.every-rounds = 10");
        try (SmallDisk disk = SmallDisk.mount(directory, 32);
                FaultyRun run = FaultyRun.startBehind(
                        disk.prefix(), disk.mountPoint().toString(), disk.outside(), directory, configuration)) {
            run.awaitCheckpoint();
            disk.fillLeaving(200_000);
            run.job().await("a warning", () -> run.logged("No checkpoint after round") > 0);
            disk.makeRoom();
            run.awaitCheckpoint();
            disk.fillLeaving(0);
            assertThat(run.job().exitCode()).as(run.job().logs()).isEqualTo(1);
            assertThat(run.job().err())
                    .filteredOn(line -> line.startsWith("Could not write "))
                    .singleElement()
                    .asString()
                    .endsWith("No space left on device (6 attempts)");
            assertThat(run.logged("\tat org.quorumsgd.cli."))
                    .as("no stack trace of ours")
                    .isZero();
            disk.makeRoom();
            run.resume();
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    @Test
    void checkpointsThatCannotBeReadAreNamedAndNotTakenForNone() throws IOException {
        int rounds = 300;
        Path configuration = write(SMALL, rounds, "checkpoint.every-rounds = 10");
        Path checkpoints = directory.resolve("run/checkpoints");
        try (FaultyRun run = FaultyRun.startBehind(
                asAnyUser(), directory.toString(), directory, directory, configuration, "--master", "local[2]")) {
            run.awaitCheckpoint();
            Files.setPosixFilePermissions(checkpoints, PosixFilePermissions.fromString("---------"));
            run.job().await("a warning", () -> run.logged("No checkpoint after round") > 0);
            run.killDriver();
            run.resume();
            assertThat(run.job().exitCode()).as(run.job().logs()).isEqualTo(2);
            assertThat(run.job().err())
                    .filteredOn(line -> line.startsWith("Invalid checkpoints of the run to resume: "))
                    .hasSize(1);
            assertThat(run.files().manifest().status()).isEqualTo(RunStatus.RUNNING);
            Files.setPosixFilePermissions(checkpoints, PosixFilePermissions.fromString("rwxr-xr-x"));
            run.resume();
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.job().out()).anyMatch(line -> line.startsWith("Resuming after round "));
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    @Test
    void aFileSystemThatFailsOneInFiveWrites() throws IOException {
        int rounds = 60;
        Path configuration = write(SMALL, rounds, "checkpoint.every-rounds = 10");
        try (FaultyRun run = FaultyRun.startBehind(
                List.of(),
                "flaky://" + directory,
                directory,
                directory,
                configuration,
                "--conf",
                "spark.hadoop.fs.flaky.impl=" + FlakyFileSystem.class.getName(),
                "--conf",
                "spark.hadoop." + FlakyFileSystem.SEED + "=" + SEED)) {
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.logged(FlakyFileSystem.FAILURE))
                    .as("writes of the driver that failed; it writes three tables a round")
                    .isGreaterThan((long) (3 * rounds * 0.1));
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    private Path write(String configuration, int rounds, String... more) throws IOException {
        return Files.writeString(
                directory.resolve("faults.conf"),
                configuration + "rounds = " + rounds + "\n" + String.join("\n", more));
    }

    /** Takes from root what makes permissions void. */
    private List<String> asAnyUser() throws IOException {
        boolean root = Files.getAttribute(directory, "unix:uid").equals(0);
        return root ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search") : List.of();
    }
}
