package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command as a driver on another machine gets it. */
final class ShipCommandTest {
    @TempDir
    private Path directory;

    private Path archive;
    private String night;

    @BeforeEach
    void write() throws IOException {
        archive = directory.resolve("configuration.zip");
        Files.createDirectories(directory.resolve("conf/nightly"));
        Files.writeString(directory.resolve("conf/common.inc"), "include \"deeper.inc\"");
        Files.writeString(directory.resolve("conf/deeper.inc"), "agents = 3");
        night = Files.writeString(directory.resolve("conf/nightly/a.conf"), "include \"../common.inc\"\nrounds = 5")
                .toString();
    }

    @Test
    void filesAndWhatTheyIncludeLieAsTheyDidAndTheCommandNamesThemThere() throws IOException {
        String other = Files.writeString(directory.resolve("conf/nightly/b.conf"), "seed = 2, batch.grid.seed = [1]")
                .toString();

        assertThat(ship("batch", night, other, "--out", "hdfs:///two words", "--set", "rounds=9"))
                .containsExactly(
                        "batch",
                        "configuration/conf/nightly/a.conf",
                        "configuration/conf/nightly/b.conf",
                        "--out",
                        "hdfs:///two words",
                        "--set",
                        "rounds=9");
        assertThat(packed("conf/nightly/a.conf")).isEqualTo("include \"../common.inc\"\nrounds = 5");
        assertThat(packed("conf/common.inc")).isEqualTo("include \"deeper.inc\"");
        assertThat(packed("conf/deeper.inc")).isEqualTo("agents = 3");
        assertThat(packed("conf/nightly/b.conf")).startsWith("seed = 2");
    }

    @Test
    void aFileByItselfKeepsTheNameOfItsDirectory() throws IOException {
        Files.writeString(Path.of(night), "rounds = 5");
        assertThat(ship("train", "--resume", night, "--run-id", "r"))
                .containsExactly("train", "--resume", "configuration/nightly/a.conf", "--run-id", "r");
    }

    @Test
    void filesOfTheClusterAndCommandsWithoutConfigurationStayAsTheyAre() throws IOException {
        assertThat(ship("train", "hdfs://host/a.conf")).containsExactly("train", "hdfs://host/a.conf");
        assertThat(ship("report", night, "--to", "r.html")).containsExactly("report", night, "--to", "r.html");
        assertThat(archive).doesNotExist();
    }

    @Test
    void everythingWrongIsSaidBeforeAnythingIsSent() throws IOException {
        Files.writeString(Path.of(night), "agents = 0, coupling.gian = 1");
        InProcess run = run("train", night, "--set", "seed=x");
        assertThat(run.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(run.err()).hasSize(3).anyMatch(line -> line.startsWith("Invalid seed: x"));
        assertThat(run("train", night, "--colour").exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(archive).doesNotExist();
    }

    private List<String> ship(String... command) {
        InProcess run = run(command);
        assertThat(run.exitCode()).as("%s", run).isZero();
        return List.of(String.join("\n", run.out()).split("\0"));
    }

    private InProcess run(String... command) {
        List<String> arguments = new ArrayList<>(List.of("ship", "--to", archive.toString(), "--"));
        arguments.addAll(List.of(command));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    private String packed(String name) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(archive)) {
            return Files.readString(zip.getPath(name));
        }
    }
}
