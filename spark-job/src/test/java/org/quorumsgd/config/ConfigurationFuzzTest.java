package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.fuzz.Fuzzing;

/** Damaged configuration files are read or refused; what is read is the same when it is written and read again. */
class ConfigurationFuzzTest {
    private static final long MOST_BYTES = 256 << 20;
    private static final String HOCON = """
            include "base.conf"
            name = digits-run
            agents = 4, seed = ${?QUORUM_SEED}
            coupling { gain = 2.5, period = 3 }
            learning-rate { initial = 0.1, schedule = step, factor = 0.5, every-epochs = 2 } # comment
            learning-rate.multipliers = [1, 1, 0.5, 2]
            batch-size = 16
            """;
    private static final String BATCH = """
            name = grid
            agents = 2
            batch.grid = { "coupling.gain" = [0, 1], seed = [1, 2, 3] }
            batch.runs = [ { label = "A b/c", algorithm = easgd }, { algorithm = qsgd, epochs = 2 } ]
            """;

    @TempDir
    private Path directory;

    @Test
    void configurationFilesAreReadOrRefused() throws Exception {
        Files.writeString(directory.resolve("base.conf"), "epochs = 3");
        Path file = directory.resolve("run.conf");
        String all = Configuration.defaults().render();
        new Fuzzing("configuration", MOST_BYTES, List.of(bytes(HOCON), bytes(all))).withstoodBy(input -> {
            Files.write(file, input);
            Configuration read = ConfigurationLoader.fromFile(file, List.of());
            assertThat(ConfigurationLoader.fromText(read.render(), "again", List.of()))
                    .isEqualTo(read);
        });
    }

    @Test
    void includedFilesAreReadOrRefused() throws Exception {
        Path file = directory.resolve("run.conf");
        Files.writeString(file, HOCON);
        new Fuzzing("included configuration", MOST_BYTES, List.of(bytes("epochs = 3\nmodel { dropout = 0.5 }\n")))
                .withstoodBy(input -> {
                    Files.write(directory.resolve("base.conf"), input);
                    ConfigurationLoader.fromFile(file, List.of());
                });
    }

    @Test
    void overridesAreReadOrRefused() throws Exception {
        new Fuzzing(
                        "--set",
                        MOST_BYTES,
                        List.of(bytes("coupling.gain=0.5"), bytes("name=a b"), bytes("data.path=s3a://b/c")))
                .withstoodBy(input ->
                        ConfigurationLoader.fromText("", "empty", List.of(new String(input, StandardCharsets.UTF_8))));
    }

    @Test
    void batchFilesAreReadOrRefusedAndTheirLabelsAreFileNames() throws Exception {
        Path file = directory.resolve("batch.conf");
        new Fuzzing("batch", MOST_BYTES, List.of(bytes(BATCH))).withstoodBy(input -> {
            Files.write(file, input);
            BatchLoader.isBatch(file);
            for (Batch.Run run : BatchLoader.fromFile(file, List.of()).runs()) {
                assertThat(run.label()).matches("[A-Za-z0-9._=,-]{1,128}").isNotIn(".", "..");
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
