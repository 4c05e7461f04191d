package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuzzing of the configuration readers has found, once each. */
class DamagedInputTest {
    @Test
    void aProblemIsOnePrintableLineOfBoundedLength() {
        InvalidInputException problem =
                InvalidInputException.of("Invalid a: \u001b[2J\r\nb" + "1".repeat(20_000) + " (expected c)");
        assertThat(problem.problems())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("Invalid a:  [2J b111")
                        .contains("1 ... 1")
                        .endsWith(" (expected c)")
                        .hasSizeLessThan(1_010));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a:", "a."})
    void endlessNestingIsRefused(String nest) {
        String hocon = "name = " + nest.repeat(60_000);
        String path = nest.repeat(60_000) + " = 1";
        for (String text : List.of(hocon, path)) {
            assertThat(catchThrowableOfType(
                            InvalidInputException.class,
                            () -> ConfigurationLoader.fromText(text, "deep.conf", List.of())))
                    .isNotNull();
            assertThat(catchThrowableOfType(
                            InvalidInputException.class, () -> BatchLoader.fromText(text, "deep.conf", List.of())))
                    .isNotNull();
        }
    }

    @Test
    void deepNestingIsNamed() {
        assertThat(catchThrowableOfType(
                                InvalidInputException.class,
                                () -> ConfigurationLoader.fromText(
                                        "name = " + "[".repeat(60_000), "deep.conf", List.of()))
                        .problems())
                .containsExactly(
                        "Invalid nesting in deep.conf: too deep (expected sections and lists of a few levels)");
    }

    @Test
    void aNameLongerThanAnyKeyIsNearNone() {
        assertThat(NearestName.to("batch-size".repeat(100_000), List.of("batch-size")))
                .isEmpty();
    }

    @Test
    void aBatchFileOfMalformedUtf8IsReadAsTheParserReadsIt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("batch.conf");
        byte[] text = "# \u00e9\nbatch.grid = { seed = [1, 2] }".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, text);
        assertThat(BatchLoader.fromFile(file, List.of()).runs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"include \"/dev/zero\"", "include file(\"/dev/zero\")", "include required(file(\"/dev/zero\"))"})
    void aDeviceIsNotIncluded(String include, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("run.conf"), include);
        assertThat(catchThrowableOfType(
                                InvalidInputException.class, () -> ConfigurationLoader.fromFile(file, List.of()))
                        .problems())
                .containsExactly("Invalid include in " + file + ": /dev/zero (expected a readable file)");
    }
}
