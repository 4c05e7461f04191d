package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.BatchLoader;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Keys;

/** What stands in conf/ is valid, and every algorithm has a configuration there. */
final class ShippedConfigurationsTest {
    private static final Path CONF = Path.of("..", "conf");

    static Stream<Path> files() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(CONF)) {
            files = walk.filter(file -> file.toString().endsWith(".conf"))
                    .filter(file -> !file.endsWith("reference.conf"))
                    .filter(file -> !file.endsWith("spark-defaults.conf")) // Spark's own format
                    .sorted()
                    .toList();
        }
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileLoads(Path file) {
        assertThat(load(file)).isNotEmpty();
    }

    @Test
    void everyAlgorithmFilterAndAverageIsShownByOneOfThem() throws IOException {
        List<Configuration> all = new ArrayList<>();
        files().filter(file -> file.startsWith(CONF.resolve("algorithms"))).forEach(file -> all.addAll(load(file)));
        assertThat(all)
                .extracting(each -> each.value(Keys.ALGORITHM).label())
                .containsAll(
                        Arrays.stream(Algorithm.values()).map(Algorithm::label).toList());
        assertThat(all)
                .extracting(each -> each.value(Keys.SERVICE_TIME_DISTRIBUTION).label())
                .contains("constant", "exponential", "log-normal");
        assertThat(all)
                .extracting(each -> each.value(Keys.QUORUM_FILTER).label())
                .contains("low-pass", "second-order", "saturating");
        assertThat(all)
                .extracting(each -> each.value(Keys.QUORUM_AVERAGE).label())
                .contains("none", "exponential", "polyak");
        assertThat(all)
                .extracting(each -> each.value(Keys.OPTIMISER_NAME).label())
                .contains("sgd", "heavy-ball", "nesterov");
        assertThat(all)
                .as("no two do the same")
                .extracting(Configuration::sha256)
                .doesNotHaveDuplicates();
        assertThat(all)
                .as("each has its name")
                .extracting(each -> each.value(Keys.NAME))
                .doesNotHaveDuplicates();
    }

    private static List<Configuration> load(Path file) {
        return BatchLoader.isBatch(file)
                ? BatchLoader.fromFile(file, List.of()).runs().stream()
                        .map(run -> run.configuration())
                        .toList()
                : List.of(ConfigurationLoader.fromFile(file, List.of()));
    }
}
