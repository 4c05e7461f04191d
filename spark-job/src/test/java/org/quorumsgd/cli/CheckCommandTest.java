package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Keys;

final class CheckCommandTest {
    @TempDir
    private Path directory;

    @Test
    void printsWhatARunWouldBeAndNeedAndWritesNothing() throws IOException {
        Path file = Files.writeString(
                directory.resolve("run.conf"),
                "agents = 3, epochs = 2, batch-size = 20, coupling.period = 2, model.hidden = [16], output.dir = \""
                        + directory.resolve("out") + "\"");
        InProcess check = InProcess.run("check", file.toString(), "--set", "coupling.gain=0.25");

        assertThat(check.exitCode()).as("%s", check).isZero();
        assertThat(check.err()).isEmpty();
        // 64 x 16 + 16 + 16 x 10 + 10; two epochs of 1,150 images in rounds of 3 x 2 x 20.
        assertThat(check.out())
                .anyMatch(line -> line.startsWith("Native: libjnind4jcpu.so"))
                .contains("  parameters         1,210 (4.7 KiB a vector)")
                .contains("  rounds             20 of 2 local steps")
                .contains("  bytes a round      4.7 KiB to each executor, 14.2 KiB to the driver")
                // 6 of its own, a report each of 3 agents, and 12 Lanczos vectors in double precision
                .contains("  driver heap        at least 156.0 KiB beside Spark's own")
                .contains("  device             cpu")
                .anyMatch(line ->
                        line.matches("  agents that fit    about [\\d,]+ \\(heap [\\d,]+, off-heap [\\d,]+\\)"));
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void printsTheResolvedConfigurationAsAFileThatGivesItAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("run.conf"), "agents = 3, model.hidden = [16]");
        InProcess check = InProcess.run("check", file.toString(), "--set", "coupling.gain=0.25");

        String printed = check.out().stream()
                .takeWhile(line -> !line.startsWith("Native: "))
                .collect(Collectors.joining("\n"));
        var again = ConfigurationLoader.fromText(printed, "printed", List.of());
        assertThat(again.value(Keys.COUPLING_GAIN)).isEqualTo(0.25);
        assertThat(again).isEqualTo(ConfigurationLoader.fromFile(file, List.of("coupling.gain=0.25")));
    }
}
