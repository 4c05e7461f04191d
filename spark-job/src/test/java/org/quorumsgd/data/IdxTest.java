package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumsgd.data.ExampleFiles.expectedRows;
import static org.quorumsgd.data.ExampleFiles.gzip;
import static org.quorumsgd.data.ExampleFiles.idxImages;
import static org.quorumsgd.data.ExampleFiles.idxLabels;
import static org.quorumsgd.data.ExampleFiles.problemsOf;
import static org.quorumsgd.data.ExampleFiles.rows;
import static org.quorumsgd.data.ExampleFiles.write;
import static org.quorumsgd.data.ExampleFiles.writeIdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    private static final int[] SOME = {0, 3, 4, 17, 29};

    @TempDir
    private Path directory;

    @BeforeEach
    void writeValidFiles() {
        writeIdx(directory, 30, 12);
    }

    private ImageDataSet open() {
        return ImageDataSets.open(DataSettings.idx(directory.toString(), 10), HadoopFiles.ofClassPath());
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private String uri(String name) {
        return "file:" + file(name);
    }

    @Test
    void readsTheWantedRowsInOrder() {
        ImageDataSet dataSet = open();
        assertThat(dataSet.shape()).isEqualTo(new ImageShape(1, 4, 3));
        assertThat(dataSet.train().size()).isEqualTo(30);
        assertThat(dataSet.test().size()).isEqualTo(12);
        assertThat(rows(dataSet.train(), SOME))
                .isEqualTo(expectedRows(row -> Arrays.toString(ExampleFiles.pixels(row, 12)), SOME));
    }

    @Test
    void gzipFilesAndDottedNamesReadTheSame() throws IOException {
        List<String> plain = rows(open().train(), SOME);
        for (String name : List.of("images-idx3", "labels-idx1")) {
            Path source = file("train-" + name + "-ubyte");
            write(file("train-" + name.replace('-', '.') + "-ubyte.gz"), gzip(Files.readAllBytes(source)));
            Files.delete(source);
        }
        ImageDataSet packed = open();
        assertThat(packed.train().files().get(0).name()).endsWith("train-images.idx3-ubyte.gz");
        assertThat(rows(packed.train(), SOME)).isEqualTo(plain);
    }

    @Test
    void everyMissingFileIsNamed() throws IOException {
        Files.delete(file("train-labels-idx1-ubyte"));
        Files.delete(file("t10k-images-idx3-ubyte"));
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid data file: " + uri("train-labels-idx1-ubyte")
                                + " (expected an existing file, plain or with .gz)",
                        "Invalid data file: " + uri("t10k-images-idx3-ubyte")
                                + " (expected an existing file, plain or with .gz)");
    }

    @Test
    void missingDirectoryIsNamed() {
        DataSettings settings = DataSettings.idx(directory + "/nowhere", 10);
        assertThat(problemsOf(() -> ImageDataSets.open(settings, HadoopFiles.ofClassPath())))
                .containsExactly("Invalid data directory: " + uri("nowhere") + " (expected an existing directory)");
    }

    @Test
    void unknownFileSystemIsNamed() {
        DataSettings settings = DataSettings.idx("nosuch://host/data", 10);
        assertThat(problemsOf(() -> ImageDataSets.open(settings, HadoopFiles.ofClassPath())))
                .singleElement()
                .asString()
                .startsWith("Invalid data path: nosuch://host/data (expected a readable path; ");
    }

    @Test
    void wrongMagicNumberIsNamedForBothSplitsAtOnce() {
        write(file("train-images-idx3-ubyte"), idxLabels(30));
        write(file("t10k-labels-idx1-ubyte"), idxImages(12, 4, 3));
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid magic number of " + uri("train-images-idx3-ubyte")
                                + ": 0x00000801 (expected 0x00000803)",
                        "Invalid magic number of " + uri("t10k-labels-idx1-ubyte")
                                + ": 0x00000803 (expected 0x00000801)");
    }

    @Test
    void truncatedFilesAreNamed() {
        write(file("train-images-idx3-ubyte"), Arrays.copyOf(idxImages(30, 4, 3), 100));
        write(file("train-labels-idx1-ubyte"), gzip(Arrays.copyOf(idxLabels(30), 20)));
        write(file("t10k-images-idx3-ubyte"), Arrays.copyOf(idxImages(12, 4, 3), 9));
        write(file("t10k-labels-idx1-ubyte"), new byte[0]);
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid length of " + uri("train-images-idx3-ubyte")
                                + ": 100 bytes (expected 376 bytes by its header)",
                        "Invalid length of " + uri("train-labels-idx1-ubyte")
                                + ": 20 bytes (expected 38 bytes by its header)",
                        "Invalid length of " + uri("t10k-images-idx3-ubyte")
                                + ": 9 bytes (expected a header of 16 bytes)",
                        "Invalid length of " + uri("t10k-labels-idx1-ubyte")
                                + ": 0 bytes (expected a header of 8 bytes)");
    }

    @Test
    void extraBytesAreNamedAlsoInsideGzip() {
        write(file("train-images-idx3-ubyte"), Arrays.copyOf(idxImages(30, 4, 3), 377));
        write(file("train-labels-idx1-ubyte"), gzip(Arrays.copyOf(idxLabels(30), 50)));
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid length of " + uri("train-images-idx3-ubyte")
                                + ": more than 376 bytes (expected 376 bytes by its header)",
                        "Invalid length of " + uri("train-labels-idx1-ubyte")
                                + ": more than 38 bytes (expected 38 bytes by its header)");
    }

    @Test
    void corruptAndTruncatedGzipIsNamed() {
        byte[] images = gzip(idxImages(30, 4, 3));
        images[images.length - 6] ^= 1;
        write(file("train-images-idx3-ubyte"), images);
        byte[] labels = gzip(idxLabels(30));
        write(file("train-labels-idx1-ubyte"), Arrays.copyOf(labels, labels.length - 9));
        write(file("t10k-labels-idx1-ubyte"), Arrays.copyOf(gzip(idxLabels(12)), 5));
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid gzip data in " + uri("train-images-idx3-ubyte")
                                + ": Corrupt GZIP trailer (expected a complete gzip file)",
                        "Invalid gzip data in " + uri("train-labels-idx1-ubyte")
                                + ": Unexpected end of ZLIB input stream (expected a complete gzip file)",
                        "Invalid gzip data in " + uri("t10k-labels-idx1-ubyte")
                                + ": ends early (expected a complete gzip file)");
    }

    @Test
    void headerThatLiesIsNamedWithoutBeingBelieved() {
        ByteBuffer images = ByteBuffer.wrap(idxImages(30, 4, 3));
        images.putInt(4, Integer.MAX_VALUE).putInt(8, 4096).putInt(12, 4096);
        write(file("train-images-idx3-ubyte"), images.array());
        ByteBuffer outOfBounds = ByteBuffer.wrap(idxImages(12, 4, 3));
        outOfBounds.putInt(4, -1).putInt(8, 0).putInt(12, 5000);
        write(file("t10k-images-idx3-ubyte"), outOfBounds.array());
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid length of " + uri("train-images-idx3-ubyte")
                                + ": 376 bytes (expected 36028797002186768 bytes by its header)",
                        "Invalid count in " + uri("t10k-images-idx3-ubyte") + ": 4294967295 (expected 1 to 2147483647)",
                        "Invalid height in " + uri("t10k-images-idx3-ubyte") + ": 0 (expected 1 to 4096)",
                        "Invalid width in " + uri("t10k-images-idx3-ubyte") + ": 5000 (expected 1 to 4096)");
    }

    @Test
    void emptySetIsNamed() {
        write(file("t10k-images-idx3-ubyte"), idxImages(0, 4, 3));
        assertThat(problemsOf(this::open))
                .containsExactly(
                        "Invalid count in " + uri("t10k-images-idx3-ubyte") + ": 0 (expected 1 to 2147483647)");
    }

    @Test
    void unequalNumbersOfImagesAndLabelsAreNamed() {
        write(file("train-labels-idx1-ubyte"), idxLabels(29));
        assertThat(problemsOf(this::open))
                .containsExactly("Invalid number of labels in " + uri("train-labels-idx1-ubyte")
                        + ": 29 (expected 30, the number of images in " + uri("train-images-idx3-ubyte") + ")");
    }

    @Test
    void unequalShapesOfTheSplitsAreNamed() {
        write(file("t10k-images-idx3-ubyte"), idxImages(12, 3, 3));
        assertThat(problemsOf(this::open))
                .containsExactly("Invalid shape of the test images of file:" + directory
                        + ": 1 x 3 x 3 (expected 1 x 4 x 3 as in training)");
    }

    @Test
    void labelsOutOfRangeAreNamedUpToTenAndThenCounted() {
        byte[] train = idxLabels(30);
        train[8 + 7] = 10;
        write(file("train-labels-idx1-ubyte"), train);
        byte[] test = idxLabels(12);
        Arrays.fill(test, 8, 20, (byte) 255);
        write(file("t10k-labels-idx1-ubyte"), test);
        List<String> problems = problemsOf(this::open);
        assertThat(problems).hasSize(1 + 10 + 1);
        assertThat(problems)
                .startsWith(
                        "Invalid label 7 in " + uri("train-labels-idx1-ubyte") + ": 10 (expected 0 to 9)",
                        "Invalid label 0 in " + uri("t10k-labels-idx1-ubyte") + ": 255 (expected 0 to 9)")
                .endsWith("Invalid labels in " + uri("t10k-labels-idx1-ubyte") + ": 2 more (expected none)");
    }

    @Test
    void fileThatShrinksAfterItWasOpenedIsNamed() {
        ImageSource train = open().train();
        write(file("train-images-idx3-ubyte"), Arrays.copyOf(idxImages(30, 4, 3), 100));
        assertThat(problemsOf(train::verify))
                .containsExactly("Invalid length of " + uri("train-images-idx3-ubyte")
                        + ": ends before or in record 7 (expected 12 bytes a record)");
        assertThat(problemsOf(() -> rows(train, 29)))
                .containsExactly("Invalid length of " + uri("train-images-idx3-ubyte")
                        + ": ends before or in record 29 (expected 12 bytes a record)");
    }

    @Test
    void rowsMustAscendWithinTheSource() {
        ImageSource train = open().train();
        assertThatThrownBy(() -> rows(train, 3, 3)).hasMessageContaining("Invalid row: 3 after 3");
        assertThatThrownBy(() -> rows(train, 30)).hasMessageContaining("from 0 to 29");
    }
}
