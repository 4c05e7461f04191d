package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor that neither works nor dies, as one that swaps or is cut off. */
final class StoppedExecutorIT {
    private static final int ROUNDS = 40;
    private static final int FLOOR_SECONDS = 1;

    /** Spark gives an executor up by itself after spark.network.timeout without a heartbeat. */
    private static final int GIVEN_UP_SECONDS = 120;

    private static final String CONFIGURATION = """
            name = stopped
            seed = 7
            agents = 4
            batch-size = 8
            rounds = %d
            coupling { gain = 2.0, period = 2 }
            learning-rate.initial = 0.02
            lineage.cut-every-rounds = 7
            deadline.floor-seconds = %d
            evaluation.every-epochs = 1000
            probe.every-epochs = 0
            theory.lanczos-steps = 0
            data.train-limit = 200
            model { preset = mlp, hidden = [100] }
            """.formatted(ROUNDS, FLOOR_SECONDS);

    private static final Pattern LATE = Pattern.compile(
            "has passed its deadline: .*agent \\d on 127\\.0\\.0\\.1 \\(executor \\d\\): its executor does not answer");

    @TempDir
    private Path directory;

    @Test
    void itIsNamedAndThenEitherWaitedForOrGivenUpAndNoBitChanges() throws IOException {
        Path configuration = Files.writeString(directory.resolve("stopped.conf"), CONFIGURATION);
        InProcess undisturbed = InProcess.runOn("local[2]", train(configuration, "undisturbed", "wait"));
        assertThat(undisturbed.exitCode()).as("%s", undisturbed).isZero();

        try (JobProcess job = submit(train(configuration, "wait", "wait"))) {
            ProcessHandle stopped = stopAnExecutor(job, "wait");
            job.signal("CONT", stopped);
            job.endsWith(ExitCode.DONE);
            assertThat(job.err()).noneMatch(line -> line.contains("Lost executor"));
        }
        assertThat(sha256("wait")).isEqualTo(sha256("undisturbed"));

        try (JobProcess job = submit(train(configuration, "speculate", "speculate"))) {
            stopAnExecutor(job, "speculate");
            long begin = System.nanoTime();
            job.endsWith(ExitCode.DONE);
            assertThat((System.nanoTime() - begin) * 1e-9).isLessThan(GIVEN_UP_SECONDS / 2.0);
            assertThat(job.err()).anyMatch(line -> line.contains("giving up executors ["));
        }
        assertThat(sha256("speculate")).isEqualTo(sha256("undisturbed"));
    }

    /** Stops one in the middle of the run and waits until the job has said which agents are late, where and why. */
    private ProcessHandle stopAnExecutor(JobProcess job, String id) {
        job.await("executors", () -> job.executors().size() == 2);
        ProcessHandle executor = job.executors().get(0);
        RunFiles run = new RunFiles(directory.resolve(id));
        job.await("round 9", () -> run.roundsSoFar() >= 9);
        job.signal("STOP", executor);
        job.await(
                "the late agents are named",
                () -> job.err().stream().anyMatch(line -> LATE.matcher(line).find()));
        assertThat(run.roundsSoFar()).as("rounds done when it was stopped").isLessThan(ROUNDS);
        return executor;
    }

    private JobProcess submit(String[] job) {
        List<String> command = new ArrayList<>();
        command.add(JobProcess.sparkHome(directory).resolve("bin/spark-submit").toString());
        command.addAll(List.of("--class", "org.quorumsgd.cli.Quorum", "--master", "local-cluster[2,2,1024]"));
        command.addAll(JobProcess.sparkOptions());
        command.add(JobProcess.JAR.toString());
        command.addAll(List.of(job));
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    private String[] train(Path configuration, String id, String action) {
        return new String[] {
            "train",
            configuration.toString(),
            "--out",
            directory.toString(),
            "--run-id",
            id,
            "--set",
            "deadline.action=" + action
        };
    }

    private String sha256(String id) {
        return Objects.requireNonNull(
                new RunFiles(directory.resolve(id)).summary().quorumSha256());
    }
}
