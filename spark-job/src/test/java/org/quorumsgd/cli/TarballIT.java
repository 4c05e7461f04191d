package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.RunStatus;

/** What an operator unpacks: whole, and content with a JRE and a SPARK_HOME. */
final class TarballIT {
    private static final Path TARBALL = Path.of(System.getProperty("quorum.tarball"));
    private static final String SPARK_HOME = System.getProperty("quorum.spark.home");
    private static final long MOST_BYTES = 340L << 20;

    /** Of the system, beside java: what bin/quorum, Spark and Hadoop call. No Maven, no compiler. */
    private static final List<String> TOOLS = List.of("bash", "chmod", "dirname", "env", "grep", "readlink", "rm");

    @TempDir
    private static Path directory;

    private static Path home;

    @BeforeAll
    static void unpack() throws IOException {
        try (JobProcess tar =
                JobProcess.start(directory, "tar", "-xzf", TARBALL.toString(), "-C", directory.toString())) {
            tar.endsWith(ExitCode.DONE);
        }
        home = directory.resolve(TARBALL.getFileName().toString().replace(".tar.gz", ""));
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Files.createSymbolicLink(tools.resolve("java"), Path.of(System.getProperty("java.home"), "bin/java"));
    }

    @Test
    void theQuickStartNeedsNoMoreThanAJreAndASparkHome() throws IOException {
        try (JobProcess run =
                quorum(SPARK_HOME, "train", "conf/digits.conf", "--run-id", "first", "--set", "epochs=2")) {
            run.endsWith(ExitCode.DONE);
        }
        Path shortened = Files.writeString(directory.resolve("short.conf"), """
                include "%s/conf/digits.conf"
                epochs = 2
                """.formatted(home.getFileName()));
        RunFiles first = new RunFiles(home.resolve("runs/first"));
        assertThat(first.manifest().status()).isEqualTo(RunStatus.DONE);
        assertThat(first.summary().quorumSha256()).isEqualTo(Oracle.sha256(shortened));
    }

    @Test
    void withoutASparkHomeItSaysWhatIsMissing() {
        try (JobProcess run = quorum("", "train", "conf/digits.conf")) {
            run.endsWith(ExitCode.INVALID_INPUT);
            assertThat(run.err())
                    .containsExactly(
                            "Invalid SPARK_HOME: none (expected the home of a Spark 3.5 built for Scala 2.12)");
        }
    }

    @Test
    void holdsTheJobOnceAndItsPapersAllOfOneTime() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(home)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(home.resolve("runs")))
                    .toList();
        }
        assertThat(files)
                .extracting(file -> home.relativize(file).toString())
                .contains(
                        "bin/quorum",
                        "bin/gpus",
                        "conf/digits.conf",
                        "conf/yarn/cpu.properties",
                        "docs/clusters.md",
                        "LICENSE",
                        "NOTICE",
                        "README.md",
                        "lib/quorum.jar");
        assertThat(files).filteredOn(file -> file.toString().endsWith(".jar")).hasSize(1);
        assertThat(files)
                .filteredOn(file -> file.startsWith(home.resolve("bin")))
                .allMatch(Files::isExecutable);
        assertThat(files)
                .extracting(Files::getLastModifiedTime)
                .containsOnly(FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(TARBALL).satisfies(tarball -> assertThat(Files.size(tarball)).isLessThan(MOST_BYTES));
    }

    /** In the unpacked directory, as the README says, with a bare environment. */
    private static JobProcess quorum(String sparkHome, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "-C", home.toString(), "-u", "JAVA_HOME"));
        command.addAll(List.of("PATH=" + directory.resolve("tools"), "SPARK_HOME=" + sparkHome, "bin/quorum"));
        command.addAll(List.of(arguments));
        return JobProcess.start(directory, command.toArray(String[]::new));
    }
}
