package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.fuzz.Fuzzing;

/** Damaged data files are read or refused; what is read has the shape that the source says. */
class DataFuzzTest {
    private static final long MOST_BYTES = 8 << 20;
    private static final int IMAGES = 20;

    private record Bytes(String name, byte[] content) implements DataFile {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }
    }

    @Test
    void idxImagesPlainAndPackedAreReadOrRefused() throws Exception {
        byte[] labels = ExampleFiles.idxLabels(IMAGES);
        byte[] images = ExampleFiles.idxImages(IMAGES, 4, 3);
        new Fuzzing("IDX images", MOST_BYTES, List.of(images, ExampleFiles.gzip(images)))
                .withstoodBy(
                        input -> readAll(IdxSource.open(new Bytes("images", input), new Bytes("labels", labels), 10)));
    }

    @Test
    void idxLabelsPlainAndPackedAreReadOrRefused() throws Exception {
        byte[] labels = ExampleFiles.idxLabels(IMAGES);
        byte[] images = ExampleFiles.idxImages(IMAGES, 4, 3);
        new Fuzzing("IDX labels", MOST_BYTES, List.of(labels, ExampleFiles.gzip(labels)))
                .withstoodBy(
                        input -> readAll(IdxSource.open(new Bytes("images", images), new Bytes("labels", input), 10)));
    }

    @Test
    void cifarRecordsAreReadOrRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("data_batch_1.bin");
        HadoopFile cifar = HadoopFiles.ofClassPath().file(new org.apache.hadoop.fs.Path(file.toUri()));
        new Fuzzing("CIFAR-10", MOST_BYTES, List.of(ExampleFiles.cifar(3), ExampleFiles.cifar(1)))
                .withstoodBy(input -> {
                    writeAnew(file, input);
                    readAll(Cifar10Source.open(List.of(cifar)));
                });
    }

    @Test
    void parquetTablesAreReadOrRefused(@TempDir Path directory) throws Exception {
        ImageShape shape = new ImageShape(1, 2, 2);
        Path bytes = directory.resolve("bytes.parquet");
        ExampleFiles.writeParquet(
                bytes, "message m { required binary image; required int32 label; }", IMAGES, (row, group) -> {
                    group.add("image", Binary.fromConstantByteArray(ExampleFiles.pixels(row, shape.pixels())));
                    group.add("label", row % 10);
                });
        Path floats = directory.resolve("floats.parquet");
        ExampleFiles.writeParquet(
                floats, "message m { repeated float image; optional int64 label; }", IMAGES, (row, group) -> {
                    for (int i = 0; i < shape.pixels(); i++) {
                        group.add("image", i / 8f);
                    }
                    group.add("label", (long) (row % 10));
                });
        Path file = directory.resolve("damaged.parquet");
        HadoopFile table = HadoopFiles.ofClassPath().file(new org.apache.hadoop.fs.Path(file.toUri()));
        DataSettings settings = DataSettings.parquet("train", "test", 10, shape, "image", "label");
        new Fuzzing("Parquet", 64 << 20, List.of(ExampleFiles.read(bytes), ExampleFiles.read(floats)))
                .withstoodBy(input -> {
                    writeAnew(file, input);
                    readAll(ParquetSource.open(List.of(table), settings));
                });
    }

    /** Hadoop keeps a checksum beside what it writes itself, so a new content must come as a new file. */
    private static void writeAnew(Path file, byte[] content) throws Exception {
        Files.deleteIfExists(file);
        Files.write(file, content);
    }

    private static void readAll(ImageSource source) {
        int[] rows = RowOrder.natural(source.size());
        int[] seen = {0};
        source.read(rows, new RowConsumer() {
            @Override
            public void bytes(int row, int label, byte[] pixels) {
                seen[0]++;
                assertThat(pixels).hasSize(source.shape().pixels());
            }

            @Override
            public void floats(int row, int label, float[] pixels) {
                seen[0]++;
                assertThat(pixels).hasSize(source.shape().pixels());
            }
        });
        assertThat(seen[0]).as(Arrays.toString(rows)).isEqualTo(source.size());
    }
}
