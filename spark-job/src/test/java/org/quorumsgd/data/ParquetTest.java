package org.quorumsgd.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumsgd.data.ExampleFiles.expectedRows;
import static org.quorumsgd.data.ExampleFiles.problemsOf;
import static org.quorumsgd.data.ExampleFiles.rows;
import static org.quorumsgd.data.ExampleFiles.write;
import static org.quorumsgd.data.ExampleFiles.writeParquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTest {
    private static final ImageShape SHAPE = new ImageShape(3, 2, 2);
    private static final int[] SOME = {0, 1, 5, 13, 14, 39};
    private static final String BYTES =
            "message m { required int32 other; required binary image; required int32 label; }";
    private static final String SPARK_FLOATS = "message m { optional group image (LIST) { repeated group list { "
            + "optional float element; } } optional int64 label; }";

    @TempDir
    private Path directory;

    private ImageSource open(Path train, Path test) {
        DataSettings settings = DataSettings.parquet(train.toString(), test.toString(), 10, SHAPE, "image", "label");
        return ImageDataSets.open(settings, HadoopFiles.ofClassPath()).train();
    }

    private ImageSource open(Path both) {
        return open(both, both);
    }

    private static void fillBytes(int row, Group group) {
        group.add("other", row);
        group.add("image", Binary.fromConstantByteArray(ExampleFiles.pixels(row, 12)));
        group.add("label", row % 10);
    }

    private static float[] floats(int row) {
        float[] pixels = new float[12];
        for (int place = 0; place < 12; place++) {
            pixels[place] = row + place / 16f;
        }
        return pixels;
    }

    private static void fillSparkFloats(Group group, float[] pixels, long label) {
        Group list = group.addGroup("image");
        for (float pixel : pixels) {
            Group element = list.addGroup("list");
            if (pixel != -1) {
                element.add("element", pixel);
            }
        }
        if (label != -1) {
            group.add("label", label);
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private String uri(String name) {
        return "file:" + file(name);
    }

    @Test
    void readsTheWantedRowsOfBytes() {
        writeParquet(file("a.parquet"), BYTES, 40, ParquetTest::fillBytes);
        ImageSource source = open(file("a.parquet"));
        assertThat(source.size()).isEqualTo(40);
        assertThat(source.pixelType()).isEqualTo(PixelType.UNSIGNED_BYTE);
        assertThat(rows(source, SOME))
                .isEqualTo(expectedRows(row -> Arrays.toString(ExampleFiles.pixels(row, 12)), SOME));
    }

    /** Otherwise the other tests here would not show that row groups are found and skipped rightly. */
    @Test
    void examplesHaveSeveralRowGroups() throws IOException {
        writeParquet(file("a.parquet"), BYTES, 40, ParquetTest::fillBytes);
        try (ParquetFileReader reader = ParquetFileReader.open(
                HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(uri("a.parquet")), new Configuration()))) {
            assertThat(reader.getRowGroups()).hasSizeGreaterThan(2);
        }
    }

    @Test
    void readsFixedLengthBytes() {
        String schema = BYTES.replace("binary image", "fixed_len_byte_array(12) image");
        writeParquet(file("a.parquet"), schema, 40, ParquetTest::fillBytes);
        assertThat(rows(open(file("a.parquet")), SOME))
                .isEqualTo(expectedRows(row -> Arrays.toString(ExampleFiles.pixels(row, 12)), SOME));
    }

    @Test
    void filesOfADirectoryFollowEachOtherByName() throws IOException {
        Files.createDirectory(file("table"));
        writeParquet(file("table/part-1.parquet"), BYTES, 30, (row, group) -> fillBytes(row + 10, group));
        writeParquet(file("table/part-0.parquet"), BYTES, 10, ParquetTest::fillBytes);
        write(file("table/_SUCCESS"), new byte[0]);
        ImageSource source = open(file("table"));
        assertThat(source.files()).extracting(DataFile::name).allMatch(name -> name.endsWith(".parquet"));
        assertThat(rows(source, SOME))
                .isEqualTo(expectedRows(row -> Arrays.toString(ExampleFiles.pixels(row, 12)), SOME));
    }

    @Test
    void readsListsOfFloatsAsSparkWritesThem() {
        writeParquet(
                file("a.parquet"), SPARK_FLOATS, 40, (row, group) -> fillSparkFloats(group, floats(row), row % 10));
        ImageSource source = open(file("a.parquet"));
        assertThat(source.pixelType()).isEqualTo(PixelType.FLOAT);
        assertThat(rows(source, SOME)).isEqualTo(expectedRows(row -> Arrays.toString(floats(row)), SOME));
    }

    @Test
    void readsRepeatedDoubles() {
        writeParquet(
                file("a.parquet"),
                "message m { repeated double image; required int32 label (INTEGER(8,true)); }",
                40,
                (row, group) -> {
                    for (float pixel : floats(row)) {
                        group.add("image", (double) pixel);
                    }
                    group.add("label", row % 10);
                });
        assertThat(rows(open(file("a.parquet")), SOME))
                .isEqualTo(expectedRows(row -> Arrays.toString(floats(row)), SOME));
    }

    /** Rows that are skipped must not shift the values of those that follow, also when they hold nulls. */
    @Test
    void badRowsAreNamedAndOthersStayReadable() {
        writeParquet(file("a.parquet"), SPARK_FLOATS, 40, (row, group) -> {
            float[] pixels = row == 4 ? Arrays.copyOf(floats(row), 11) : floats(row);
            long label = row == 20 ? 10 : row % 10;
            if (row == 2) {
                pixels[3] = Float.NaN;
                pixels[5] = Float.NEGATIVE_INFINITY;
            } else if (row == 3) {
                pixels[11] = -1;
            } else if (row == 6) {
                pixels = new float[0];
            } else if (row == 21) {
                label = -1;
            }
            if (row != 7) {
                fillSparkFloats(group, pixels, label);
            } else {
                group.add("label", 7L);
            }
        });
        ImageSource source = open(file("a.parquet"));
        String in = " in " + uri("a.parquet");
        String finite = " (expected a finite 32-bit floating-point number)";
        assertThat(problemsOf(source::verify))
                .containsExactly(
                        "Invalid pixel 3 of image 2" + in + ": NaN" + finite,
                        "Invalid pixel 5 of image 2" + in + ": -Infinity" + finite,
                        "Invalid pixel 11 of image 3" + in + ": null" + finite,
                        "Invalid length of image 4" + in + ": 11 (expected 12 values)",
                        "Invalid length of image 6" + in + ": 0 (expected 12 values)",
                        "Invalid length of image 7" + in + ": 0 (expected 12 values)",
                        "Invalid label 20" + in + ": 10 (expected 0 to 9)",
                        "Invalid label 21" + in + ": null (expected 0 to 9)");
        int[] good = {0, 5, 8, 19, 22, 39};
        assertThat(rows(source, good)).isEqualTo(expectedRows(row -> Arrays.toString(floats(row)), good));
    }

    @Test
    void doublesTooLargeForFloatsAreNamed() {
        writeParquet(
                file("a.parquet"), "message m { repeated double image; required int32 label; }", 1, (row, group) -> {
                    for (int place = 0; place < 12; place++) {
                        group.add("image", 1e39);
                    }
                    group.add("label", 0);
                });
        List<String> problems = problemsOf(open(file("a.parquet"))::verify);
        assertThat(problems).hasSize(11);
        assertThat(problems.get(0)).startsWith("Invalid pixel 0 of image 0").contains(": 1.0E39 (expected a finite");
        assertThat(problems.get(10)).isEqualTo("Invalid pixels in " + uri("a.parquet") + ": 2 more (expected none)");
    }

    @Test
    void wrongByteLengthsAreNamed() {
        writeParquet(file("a.parquet"), BYTES, 2, (row, group) -> {
            group.add("other", row);
            group.add("image", Binary.fromConstantByteArray(new byte[row == 0 ? 12 : 13]));
            group.add("label", 0);
        });
        assertThat(problemsOf(open(file("a.parquet"))::verify))
                .containsExactly("Invalid length of image 1 in " + uri("a.parquet") + ": 13 (expected 12 values)");
    }

    @Test
    void missingColumnsAreNamedWithThoseThatExist() {
        writeParquet(
                file("a.parquet"),
                "message m { required binary picture; required int32 digit; }",
                1,
                (row, group) -> group.append("picture", "x").append("digit", 1));
        assertThat(problemsOf(() -> open(file("a.parquet"))))
                .startsWith(
                        "Invalid column in " + uri("a.parquet")
                                + ": image (expected one of its columns: picture, digit)",
                        "Invalid column in " + uri("a.parquet")
                                + ": label (expected one of its columns: picture, digit)");
    }

    @Test
    void wrongColumnTypesAreNamed() {
        writeParquet(
                file("a.parquet"),
                "message m { required int32 image; required binary label (STRING); }",
                1,
                (row, group) -> group.append("image", 1).append("label", "seven"));
        assertThat(problemsOf(() -> open(file("a.parquet"))))
                .startsWith(
                        "Invalid type of column image in " + uri("a.parquet")
                                + ": required int32 image (expected binary, or a list of float or double)",
                        "Invalid type of column label in " + uri("a.parquet")
                                + ": required binary label (STRING) (expected int32 or int64)");
    }

    @Test
    void differentImageTypesOfFilesOrSplitsAreNamed() throws IOException {
        Files.createDirectory(file("table"));
        writeParquet(file("table/a.parquet"), BYTES, 1, ParquetTest::fillBytes);
        writeParquet(
                file("table/b.parquet"), SPARK_FLOATS, 1, (row, group) -> fillSparkFloats(group, floats(row), row));
        assertThat(problemsOf(() -> open(file("table"), file("table/a.parquet"))))
                .containsExactly("Invalid type of column image in " + uri("table/b.parquet")
                        + ": FLOAT (expected UNSIGNED_BYTE as in " + uri("table/a.parquet") + ")");
        assertThat(problemsOf(() -> open(file("table/a.parquet"), file("table/b.parquet"))))
                .containsExactly("Invalid pixel type of the test images of " + uri("table/a.parquet")
                        + ": FLOAT (expected UNSIGNED_BYTE as in training)");
    }

    @Test
    void emptyTablesAreNamed() throws IOException {
        writeParquet(file("a.parquet"), BYTES, 0, ParquetTest::fillBytes);
        Files.createDirectory(file("empty"));
        assertThat(problemsOf(() -> open(file("a.parquet"), file("empty"))))
                .containsExactly(
                        "Invalid number of images in " + uri("a.parquet") + ": 0 (expected at least 1)",
                        "Invalid data directory: " + uri("empty") + " (expected files ending in .parquet)");
    }

    @Test
    void brokenFilesAreNamed() {
        writeParquet(file("a.parquet"), BYTES, 40, ParquetTest::fillBytes);
        byte[] whole = ExampleFiles.read(file("a.parquet"));
        write(file("cut.parquet"), Arrays.copyOf(whole, whole.length - 20));
        write(file("text.parquet"), "image,label".getBytes(UTF_8));
        assertThat(problemsOf(() -> open(file("cut.parquet"), file("text.parquet"))))
                .hasSize(2)
                .satisfies(problem -> assertThat(problem.get(0))
                        .startsWith(
                                "Invalid Parquet file: " + uri("cut.parquet") + " (expected a complete Parquet file; "))
                .satisfies(problem -> assertThat(problem.get(1))
                        .startsWith("Invalid Parquet file: " + uri("text.parquet")
                                + " (expected a complete Parquet file; "));
        assertThat(problemsOf(() -> open(file("a.parquet"), file("none.parquet"))))
                .containsExactly(
                        "Invalid data file: " + uri("none.parquet") + " (expected an existing, readable file)");
    }

    @Test
    void damagedPagesAreNamed() {
        writeParquet(file("a.parquet"), BYTES, 40, ParquetTest::fillBytes);
        ImageSource source = open(file("a.parquet"));
        byte[] damaged = ExampleFiles.read(file("a.parquet"));
        Arrays.fill(damaged, 4, damaged.length / 2, (byte) 0x55);
        write(file("a.parquet"), damaged);
        assertThat(problemsOf(source::verify)).singleElement().asString().contains(uri("a.parquet"));
    }
}
