package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/quorum} prints and how it ends, as a scheduler sees it. */
final class CommandLineIT {
    @TempDir
    private Path directory;

    @Test
    void helpAndVersionEndWithCode0() {
        try (JobProcess help = quorum("train", "--help");
                JobProcess version = quorum("--version");
                JobProcess nothing = quorum()) {
            help.endsWith(ExitCode.DONE);
            assertThat(String.join("\n", help.out())).contains("--run-id", "--set", "CONF");
            version.endsWith(ExitCode.DONE);
            assertThat(version.out()).singleElement().asString().startsWith("quorum ");
            nothing.endsWith(ExitCode.DONE);
            assertThat(String.join("\n", nothing.out())).contains("train", "check");
        }
    }

    @Test
    void badUsageEndsWithCode2() {
        try (JobProcess missing = quorum("train")) {
            missing.endsWith(ExitCode.INVALID_INPUT);
            assertThat(missing.err()).contains("Missing required parameter: 'CONF'");
            assertNoStackTrace(missing);
        }
        try (JobProcess unknown = quorum("check", "conf/digits.conf", "--colour")) {
            unknown.endsWith(ExitCode.INVALID_INPUT);
            assertThat(unknown.err()).contains("Unknown option: '--colour'");
            assertNoStackTrace(unknown);
        }
        try (JobProcess nowhere = quorum("check", "conf/digits.conf", "--master", "yarn")) {
            nowhere.endsWith(ExitCode.INVALID_INPUT);
            assertThat(nowhere.err()).singleElement().asString().startsWith("Invalid HADOOP_CONF_DIR: none ");
        }
    }

    @Test
    void badConfigurationEndsWithCode2AndOneLineAProblem() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), "coupling.gian = 1, agents = 0");
        try (JobProcess train = quorum("train", file.toString(), "--out", directory.resolve("out") + "")) {
            train.endsWith(ExitCode.INVALID_INPUT);
            assertThat(train.err())
                    .containsExactly(
                            "Unknown key coupling.gian in " + file + " (did you mean coupling.gain?)",
                            "Invalid agents: 0 (expected a whole number >= 1 and < 2^31)");
        }
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void divergenceEndsWithCode3() throws IOException {
        Path file = Files.writeString(
                directory.resolve("fast.conf"),
                "agents = 2, rounds = 50, learning-rate.initial = 1e9, model.hidden = [16]");
        try (JobProcess train = quorum(
                "train", file.toString(), "--out", directory.toString(), "--run-id", "run", "--master=local[2]")) {
            train.endsWith(ExitCode.DIVERGED);
            assertThat(train.out()).anyMatch(line -> line.startsWith("Diverged in round "));
            assertNoStackTrace(train);
        }
    }

    @Test
    void batchComparesItsRunsAndEndsWellThoughOneDiverges() throws IOException {
        Path file = Files.writeString(directory.resolve("batch.conf"), """
                agents = 2, rounds = 3, batch-size = 20, model.hidden = [16]
                batch.grid { learning-rate.initial = [0.05, 1e30], seed = [1, 2] }
                """);
        try (JobProcess batch = quorum(
                "batch",
                file.toString(),
                "--out",
                directory.toString(),
                "--run-id",
                "b",
                "--parallel=2",
                "--master=local[2]")) {
            batch.endsWith(ExitCode.DONE);
            assertThat(batch.out())
                    .filteredOn(line -> line.startsWith("  learning-rate.initial="))
                    .hasSize(2)
                    .anyMatch(line -> line.matches("  learning-rate.initial=0.05 +2 .* ± .*"))
                    .anyMatch(line -> line.matches("  learning-rate.initial=1e30 +0 of 2 .*"));
            assertThat(batch.out()).anyMatch(line -> line.startsWith("2 diverged: "));
            assertNoStackTrace(batch);
        }
        assertThat(Files.readAllLines(directory.resolve("b/batch.csv"))).hasSize(5);
        try (JobProcess train = quorum("train", file.toString(), "--out", directory.toString())) {
            train.endsWith(ExitCode.INVALID_INPUT);
            assertThat(train.err()).singleElement().asString().contains("quorum batch");
        }
    }

    private static void assertNoStackTrace(JobProcess process) {
        assertThat(process.err()).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
    }

    private JobProcess quorum(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = JobProcess.REPOSITORY.resolve("bin/quorum").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return JobProcess.start(directory, command);
    }
}
