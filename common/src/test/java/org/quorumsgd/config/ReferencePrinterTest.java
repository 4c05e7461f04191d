package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencePrinterTest {
    @Test
    void theReferenceLoadsToTheDefaults() {
        assertThat(ConfigurationLoaderTest.load(ReferencePrinter.reference())).isEqualTo(Configuration.defaults());
    }

    @Test
    void bothFilesNameEveryKeyWithItsText() {
        for (Key<?> key : Keys.all()) {
            assertThat(ReferencePrinter.reference()).contains(key.text(), key.expected(), key.unit());
            assertThat(ReferencePrinter.document()).contains("| `" + key.name() + "` |", key.text(), key.unit());
        }
    }

    @Test
    void bothFilesNameTheKeysOfABatch() {
        for (Key<?> key : EarlyStopSection.KEYS) {
            assertThat(ReferencePrinter.reference()).contains("# " + key.name() + " = ", key.text(), key.expected());
            assertThat(ReferencePrinter.document()).contains("| `" + key.name() + "` |", key.text());
        }
    }

    @Test
    void theFilesOfTheRepositoryAreWhatTheKeysPrint(@TempDir Path printed) throws IOException {
        ReferencePrinter.main(printed.toString());

        for (Path file : new Path[] {ReferencePrinter.REFERENCE, ReferencePrinter.DOCUMENT}) {
            assertThat(repository().resolve(file))
                    .as("%s differs from the keys; print it again with: %s", file, ReferencePrinter.COMMAND)
                    .hasSameTextualContentAs(printed.resolve(file));
        }
    }

    private static Path repository() {
        Path directory = Path.of("").toAbsolutePath();
        return Files.isDirectory(directory.resolve("common")) ? directory : directory.resolveSibling("");
    }
}
