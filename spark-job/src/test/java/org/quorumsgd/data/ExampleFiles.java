package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.quorumsgd.config.InvalidInputException;

/** Small data files written by the tests themselves, and what a reader hands over. */
final class ExampleFiles {
    private ExampleFiles() {}

    /** The pixel of every example: a function of row and place that tells rows, channels and places apart. */
    static byte pixel(int row, int place) {
        return (byte) (31 * row + 7 * place);
    }

    static byte[] pixels(int row, int count) {
        byte[] pixels = new byte[count];
        for (int place = 0; place < count; place++) {
            pixels[place] = pixel(row, place);
        }
        return pixels;
    }

    static byte[] idxImages(int count, int height, int width) {
        ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
        file.putInt(0x803).putInt(count).putInt(height).putInt(width);
        for (int row = 0; row < count; row++) {
            file.put(pixels(row, height * width));
        }
        return file.array();
    }

    /** Label of row r is r mod 10. */
    static byte[] idxLabels(int count) {
        ByteBuffer file = ByteBuffer.allocate(8 + count);
        file.putInt(0x801).putInt(count);
        for (int row = 0; row < count; row++) {
            file.put((byte) (row % 10));
        }
        return file.array();
    }

    static byte[] cifar(int count) {
        ByteBuffer file = ByteBuffer.allocate(3073 * count);
        for (int row = 0; row < count; row++) {
            file.put((byte) (row % 10)).put(pixels(row, 3072));
        }
        return file.array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeIdx(Path directory, int trainCount, int testCount) {
        write(directory.resolve("train-images-idx3-ubyte"), idxImages(trainCount, 4, 3));
        write(directory.resolve("train-labels-idx1-ubyte"), idxLabels(trainCount));
        write(directory.resolve("t10k-images-idx3-ubyte"), idxImages(testCount, 4, 3));
        write(directory.resolve("t10k-labels-idx1-ubyte"), idxLabels(testCount));
    }

    static void writeParquet(Path file, String schema, int count, RowFiller filler) {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(path)
                .withType(type)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(300L)
                .withPageSize(200)
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(2)
                .build()) {
            for (int row = 0; row < count; row++) {
                Group group = new SimpleGroup(type);
                filler.fill(row, group);
                writer.write(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface RowFiller {
        void fill(int row, Group group);
    }

    static List<String> problemsOf(ThrowingCallable work) {
        return catchThrowableOfType(InvalidInputException.class, work).problems();
    }

    /** The rows handed over for the wanted ones: row, label and pixels, one string each. */
    static List<String> rows(ImageSource source, int... wanted) {
        List<String> rows = new ArrayList<>();
        source.read(wanted, new RowConsumer() {
            @Override
            public void bytes(int row, int label, byte[] pixels) {
                rows.add(row + ":" + label + ":" + Arrays.toString(pixels));
            }

            @Override
            public void floats(int row, int label, float[] pixels) {
                rows.add(row + ":" + label + ":" + Arrays.toString(pixels));
            }
        });
        return rows;
    }

    static List<String> expectedRows(IntFunction<String> pixelsOfRow, int... wanted) {
        return Arrays.stream(wanted)
                .mapToObj(row -> row + ":" + row % 10 + ":" + pixelsOfRow.apply(row))
                .toList();
    }
}
