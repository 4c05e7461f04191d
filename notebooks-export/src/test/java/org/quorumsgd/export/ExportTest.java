package org.quorumsgd.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.InvalidInputException;
import picocli.CommandLine;

class ExportCommandTest {
    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path temporary;

    @Test
    void everyRunGetsItsTablesAndFiguresInAFolderOfItsName() throws IOException {
        Path first = ExampleRun.write(temporary.resolve("runs/first"));
        Path second = ExampleRun.write(temporary.resolve("runs/second"));
        Path to = temporary.resolve("exported");

        assertThat(run(first.toString(), second.toString(), "--to", to.toString()))
                .isZero();

        assertThat(names(to)).containsExactly("first", "second");
        assertThat(names(to.resolve("second"))).containsExactly("agents.csv", "curves.png", "curves.svg", "rounds.csv");
        assertThat(to.resolve("first/rounds.csv")).hasSameBinaryContentAs(first.resolve("rounds.csv"));
        assertThat(ImageIO.read(to.resolve("first/curves.png").toFile()).getWidth())
                .isEqualTo(2 * CurvesFigure.WIDTH);
        assertThat(Files.readString(to.resolve("first/curves.svg"))).contains("<svg ", "</svg>");
    }

    @Test
    void aSecondExportReplacesTheFirst() throws IOException {
        Path run = ExampleRun.write(temporary.resolve("runs/first"));
        String to = temporary.resolve("exported").toString();

        assertThat(run(run.toString(), "--to", to)).isZero();
        assertThat(run(run.toString(), "--to", to)).isZero();
    }

    @Test
    void problemsOfAllRunsAreOneLineEachAndNothingIsWritten() throws IOException {
        Path good = ExampleRun.write(temporary.resolve("runs/good"));
        Path broken = ExampleRun.write(temporary.resolve("runs/broken"));
        Files.delete(broken.resolve("manifest.json"));
        Files.writeString(broken.resolve("rounds.csv"), "round,spread\n1,x\n");
        Path missing = temporary.resolve("runs/missing");
        Path to = temporary.resolve("exported");

        assertThat(run(good.toString(), broken.toString(), missing.toString(), "--to", to.toString()))
                .isEqualTo(2);

        assertThat(errors.toString().lines())
                .containsExactly(
                        "Invalid run directory: " + broken + " (expected it to have manifest.json)",
                        "Invalid " + broken.resolve("rounds.csv") + " line 2: spread x (expected a number)",
                        "Invalid run directory: " + missing + " (expected a directory that a run has written)");
        assertThat(to).doesNotExist();
    }

    @Test
    void twoRunsOfOneNameAreRefused() throws IOException {
        Path one = ExampleRun.write(temporary.resolve("a/run"));
        Path other = ExampleRun.write(temporary.resolve("b/run"));

        assertThat(run(
                        one.toString(),
                        other.toString(),
                        "--to",
                        temporary.resolve("to").toString()))
                .isEqualTo(2);
        assertThat(errors.toString().lines())
                .containsExactly(
                        "Invalid run directory: " + other + " (expected a name other than that of " + one + ")");
    }

    @Test
    void aRunIsNotExportedOntoItself() throws IOException {
        Path run = ExampleRun.write(temporary.resolve("runs/first"));

        assertThat(run(run.toString(), "--to", temporary.resolve("runs").toString()))
                .isEqualTo(2);
        assertThat(run.resolve("curves.svg")).doesNotExist();
    }

    @Test
    void withoutADestinationItIsBadUsage() {
        assertThat(run("runs/x")).isEqualTo(2);
        assertThat(errors.toString()).contains("Missing required option: '--to=DIR'");
    }

    private int run(String... arguments) {
        return new CommandLine(new ExportCommand())
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    command.getErr().println(exception.getMessage());
                    return exception instanceof InvalidInputException ? 2 : 1;
                })
                .execute(arguments);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
