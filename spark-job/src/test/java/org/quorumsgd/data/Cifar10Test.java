package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumsgd.data.ExampleFiles.cifar;
import static org.quorumsgd.data.ExampleFiles.problemsOf;
import static org.quorumsgd.data.ExampleFiles.rows;
import static org.quorumsgd.data.ExampleFiles.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeValidFiles() {
        for (int batch = 1; batch <= 5; batch++) {
            write(directory.resolve("data_batch_" + batch + ".bin"), cifar(batch));
        }
        write(directory.resolve("test_batch.bin"), cifar(3));
    }

    private ImageDataSet open() {
        return ImageDataSets.open(DataSettings.cifar10(directory.toString()), HadoopFiles.ofClassPath());
    }

    private String uri(String name) {
        return "file:" + directory.resolve(name);
    }

    @Test
    void batchesFollowEachOther() {
        ImageDataSet dataSet = open();
        assertThat(dataSet.shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(dataSet.train().size()).isEqualTo(15);
        assertThat(dataSet.test().size()).isEqualTo(3);
        // Row 5 is the last of the third batch, row 6 the first of the fourth.
        assertThat(rows(dataSet.train(), 5, 6, 14))
                .containsExactly(
                        "5:2:" + Arrays.toString(ExampleFiles.pixels(2, 3072)),
                        "6:0:" + Arrays.toString(ExampleFiles.pixels(0, 3072)),
                        "14:4:" + Arrays.toString(ExampleFiles.pixels(4, 3072)));
    }

    @Test
    void wrongSizesAndMissingFilesAreNamedTogether() throws IOException {
        write(directory.resolve("data_batch_2.bin"), Arrays.copyOf(cifar(2), 6145));
        write(directory.resolve("data_batch_4.bin"), new byte[0]);
        Files.delete(directory.resolve("test_batch.bin"));
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid length of " + uri("data_batch_2.bin")
                                + ": 6145 bytes (expected a positive multiple of 3073 bytes)",
                        "Invalid length of " + uri("data_batch_4.bin")
                                + ": 0 bytes (expected a positive multiple of 3073 bytes)",
                        "Invalid data file: " + uri("test_batch.bin") + " (expected an existing, readable file)");
    }

    @Test
    void labelOutOfRangeIsNamedWithItsRowInTheFile() {
        byte[] batch = cifar(3);
        batch[2 * 3073] = 10;
        write(directory.resolve("data_batch_3.bin"), batch);
        ImageDataSet dataSet = open();
        List<String> expected = List.of("Invalid label 2 in " + uri("data_batch_3.bin") + ": 10 (expected 0 to 9)");
        assertThat(problemsOf(dataSet::verify)).isEqualTo(expected);
        assertThat(problemsOf(() -> rows(dataSet.train(), 5))).isEqualTo(expected);
        assertThat(rows(dataSet.train(), 4)).hasSize(1);
    }
}
