package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;

class DataSettingsTest {
    private static final String TABLE =
            "data { format = parquet, path = a, channels = 3, height = 2, width = 2, classes = 4";

    private static Configuration configuration(String text) {
        return ConfigurationLoader.fromText(text, "test", List.of());
    }

    @Test
    void defaultsAreTheDigitsInParts() {
        Configuration configuration = configuration("");
        assertThat(ImageDataSets.open(DataSettings.of(configuration), HadoopFiles.ofClassPath())
                        .train()
                        .size())
                .isEqualTo(1438);
        assertThat(SplitSettings.of(configuration))
                .isEqualTo(new SplitSettings(0.2, Assignment.PARTITION, 4, SplitSettings.ALL_ROWS));
    }

    @Test
    void tableTakesItsColumnsAndShape() {
        assertThat(DataSettings.of(configuration(TABLE + ", test-path = b, label-column = digit }")))
                .isEqualTo(DataSettings.parquet("a", "b", 4, new ImageShape(3, 2, 2), "image", "digit"));
    }

    @Test
    void tableWithoutTestPathAndWithAnImpossibleShapeIsNamed() {
        assertThat(ExampleFiles.problemsOf(() -> DataSettings.of(configuration(TABLE + ", width = 5000 }"))))
                .containsExactly(
                        "Invalid data.test-path: null (expected the table of test images)",
                        "Invalid data.channels x data.height x data.width: 3 x 2 x 5000"
                                + " (expected extents from 1 to 4096, and at most 2^24 pixels)");
    }

    @Test
    void otherNumberOfClassesThanTheFormatHasIsNamed() {
        assertThat(ExampleFiles.problemsOf(
                        () -> DataSettings.of(configuration("data { format = cifar10, path = a, classes = 7 }"))))
                .containsExactly("Invalid data.classes: 7 (expected 10, or none, with data.format = cifar10)");
    }
}
