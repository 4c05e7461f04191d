package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.AgentsTable;

/** One configuration and seed give one quorum, wherever the agents live and whatever happens to them there. */
final class SameBitsIT {
    private static final int ROUNDS = 40;

    private static final String COMMON = """
            seed = 7
            agents = 4
            batch-size = 8
            rounds = %d
            coupling { gain = 2.0, period = 2 }
            learning-rate.initial = 0.02
            """.formatted(ROUNDS);

    private static final String TOGETHER = COMMON + "lineage.cut-every-rounds = 7\n";

    /** Running statistics of batch norm, dropout, a quorum filtered in second order, learning rates that plateau. */
    private static final String BATCH_NORM = TOGETHER + """
            name = batch-norm
            algorithm = easgd
            quorum.filter = second-order
            learning-rate { schedule = plateau, plateau-epochs = 1, plateau-tolerance = 10 }
            data.train-limit = 200
            model { preset = boffi-cnn, channels = [4, 6, 4], fully-connected = 16, dropout = 0.3 }
            """;

    /** The same by libtorch. */
    private static final String TORCH =
            BATCH_NORM.replace("name = batch-norm", "name = torch") + "model.backend = torch\n";

    /** Dropout, vectors too long to travel in a closure, velocities, gains that follow the agents' success. */
    private static final String DROPOUT = TOGETHER + """
            name = dropout
            algorithm = sd-qsgd
            coupling.velocity-gain = 0.5
            quorum.average = exponential
            data.train-limit = 200
            model { preset = mlp, hidden = [400], dropout = 0.5 }
            """;

    /** Agents that wait for nobody, with a straggler, batch norm's statistics, dropout, momentum. */
    private static final String ASYNCHRONOUS = COMMON + """
            name = asynchronous
            algorithm = easgd
            clock = virtual
            service-time { distribution = exponential, multipliers = [1, 1, 3, 1] }
            data.train-limit = 200
            model { preset = boffi-cnn, channels = [4, 6, 4], fully-connected = 16, dropout = 0.3 }
            """;

    private static final String REAL = COMMON + """
            name = real
            algorithm = easgd
            clock = real
            data.train-limit = 200
            model { preset = mlp, hidden = [40], dropout = 0.5 }
            """;

    /** The same without a server: forwarded on a ring, sums of two gradients. */
    private static final String DECENTRALIZED = COMMON.replace("gain = 2.0, ", "") + """
            name = decentralized
            algorithm = dasgd
            topology.graph = ring
            link-delay { distribution = exponential, mean = 0.5 }
            service-time { distribution = exponential, multipliers = [1, 1, 3, 1] }
            learning-rate.initial = 0.005
            data.train-limit = 200
            model { preset = boffi-cnn, channels = [4, 6, 4], fully-connected = 16, dropout = 0.3 }
            """;

    /** Convolutions and products so large that two OpenMP threads would share one, and give other bits. */
    private static final String LARGE = """
            name = large
            agents = 2
            batch-size = 64
            rounds = 10
            model.preset = lenet
            """;

    @TempDir
    private Path directory;

    @Test
    void localModeGivesTheBitsOfTheOracleForAnyNumberOfThreads() throws IOException {
        for (String text : List.of(BATCH_NORM, DROPOUT, TORCH)) {
            Path configuration = write(text);
            String expected = Oracle.sha256(configuration);
            for (int threads : List.of(1, 4)) {
                String id = configuration.getFileName() + "-" + threads;
                InProcess run = InProcess.runOn("local[" + threads + "]", train(configuration, id));
                assertThat(run.exitCode()).as("%s", run).isZero();
                assertThat(sha256(id)).as(id).isEqualTo(expected);
            }
        }
    }

    @Test
    void plainSparkSubmitGivesTheBitsOfTheOracle() throws IOException {
        Path configuration = write(LARGE);
        try (JobProcess job = submit("local[3]", train(configuration, "plain"))) {
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("plain")).isEqualTo(Oracle.sha256(configuration));
    }

    @Test
    void executorsInJvmsOfTheirOwnGiveTheBitsOfTheOracle() throws IOException {
        Path configuration = write(BATCH_NORM);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "whole"))) {
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("whole")).isEqualTo(Oracle.sha256(configuration));
        assertThat(run("whole").names())
                .as("nothing is left of the lineage")
                .noneMatch(name -> name.startsWith("checkpoints/") || name.startsWith("."));
    }

    @Test
    void asynchronousAgentsInJvmsOfTheirOwnGiveTheBitsOfTheOracle() throws IOException {
        Path configuration = write(ASYNCHRONOUS);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "asynchronous"))) {
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("asynchronous")).isEqualTo(Oracle.sha256(configuration));
        Map<String, Long> agentsIn = run("asynchronous").rows(AgentsTable.SCHEMA).stream()
                .filter(row -> row.whole(AgentsTable.ROUND) == ROUNDS)
                .collect(Collectors.groupingBy(
                        row -> Objects.requireNonNull(row.text(AgentsTable.EXECUTOR)), Collectors.counting()));
        assertThat(agentsIn.values()).as("%s", agentsIn).containsExactly(2L, 2L);
    }

    @Test
    void theLossOfAllExecutorsOfAgentsWithoutAServerChangesNoBit() throws IOException {
        Path configuration = write(DECENTRALIZED);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "decentralized-killed"))) {
            killExecutors(job, 2, job, run("decentralized-killed"));
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("decentralized-killed")).isEqualTo(Oracle.sha256(configuration));
    }

    @Test
    void theLossOfAllExecutorsOfAsynchronousAgentsChangesNoBit() throws IOException {
        Path configuration = write(ASYNCHRONOUS);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "asynchronous-killed"))) {
            killExecutors(job, 2, job, run("asynchronous-killed"));
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("asynchronous-killed")).isEqualTo(Oracle.sha256(configuration));
    }

    @Test
    void aRealClockOnAClusterIsReplayedToTheSameBitsInLocalMode() throws IOException {
        Path configuration = write(REAL);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "real"))) {
            job.endsWith(ExitCode.DONE);
        }
        List<String> arguments = new ArrayList<>(List.of(train(configuration, "replay")));
        arguments.addAll(List.of("--replay", directory.resolve("real").toString()));
        InProcess replay = InProcess.runOn("local[3]", arguments.toArray(String[]::new));
        assertThat(replay.exitCode()).as("%s", replay).isZero();
        assertThat(sha256("replay")).isEqualTo(sha256("real"));
    }

    @Test
    void theLossOfAllExecutorsChangesNoBit() throws IOException {
        Path configuration = write(DROPOUT);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "killed"))) {
            killExecutors(job, 2, job, run("killed"));
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("killed")).isEqualTo(Oracle.sha256(configuration));
    }

    @Test
    void libtorchInJvmsOfTheirOwnGivesTheBitsOfTheOracleAlsoWhenAllExecutorsAreLost() throws IOException {
        Path configuration = write(TORCH);
        String expected = Oracle.sha256(configuration);
        assertThat(expected).isNotEqualTo(Oracle.sha256(write(BATCH_NORM)));
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "torch"))) {
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("torch")).isEqualTo(expected);
        try (JobProcess job = submit("local-cluster[2,2,1024]", train(configuration, "torch-killed"))) {
            killExecutors(job, 2, job, run("torch-killed"));
            job.endsWith(ExitCode.DONE);
        }
        assertThat(sha256("torch-killed")).isEqualTo(expected);
    }

    @Test
    void standaloneClusterGivesTheBitsOfTheOracleAlsoWhenAnExecutorIsLost() throws IOException {
        Path dropout = write(DROPOUT);
        Path batchNorm = write(BATCH_NORM);
        try (Standalone cluster = Standalone.start(directory);
                JobProcess first = cluster.worker();
                JobProcess second = cluster.worker()) {
            try (JobProcess job = submit(cluster.url(), train(dropout, "whole"))) {
                second.await(
                        "an executor on the second worker",
                        () -> !second.executors().isEmpty());
                job.endsWith(ExitCode.DONE);
            }
            first.await("the first job's executor gone", () -> first.executors().isEmpty());
            try (JobProcess job = submit(cluster.url(), train(batchNorm, "killed"))) {
                killExecutors(first, 1, job, run("killed"));
                job.endsWith(ExitCode.DONE);
            }
        }
        assertThat(sha256("whole")).isEqualTo(Oracle.sha256(dropout));
        assertThat(sha256("killed")).isEqualTo(Oracle.sha256(batchNorm));
    }

    /** Ends the executors below a process in the middle of the job's run, some rounds after a cut of the lineage. */
    private static void killExecutors(JobProcess parent, int count, JobProcess job, RunFiles run) {
        job.await("executors", () -> parent.executors().size() == count);
        List<ProcessHandle> executors = parent.executors();
        job.await("round 9", () -> run.roundsSoFar() >= 9);
        executors.forEach(ProcessHandle::destroyForcibly);
        assertThat(run.roundsSoFar()).as("rounds done when they died").isLessThan(ROUNDS);
        job.await(
                "Spark has seen it",
                () -> job.err().stream()
                                .filter(line -> line.contains("Lost executor"))
                                .count()
                        >= count);
    }

    private JobProcess submit(String master, String[] job) {
        List<String> command = new ArrayList<>();
        command.add(JobProcess.sparkHome(directory).resolve("bin/spark-submit").toString());
        command.addAll(List.of("--class", "org.quorumsgd.cli.Quorum", "--master", master));
        command.addAll(JobProcess.sparkOptions());
        command.add(JobProcess.JAR.toString());
        command.addAll(List.of(job));
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    private String[] train(Path configuration, String id) {
        return new String[] {"train", configuration.toString(), "--out", directory.toString(), "--run-id", id};
    }

    private Path write(String configuration) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "bits", ".conf"), configuration);
    }

    private RunFiles run(String id) {
        return new RunFiles(directory.resolve(id));
    }

    private String sha256(String id) {
        return Objects.requireNonNull(run(id).summary().quorumSha256());
    }
}
