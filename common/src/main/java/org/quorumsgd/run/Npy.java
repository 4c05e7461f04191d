package org.quorumsgd.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumsgd.config.InvalidInputException;

/**
 * One float32 vector of shape (n,), or a matrix that is only written, in NumPy's {@code .npy} format, version 1.0,
 * little-endian, C order, with the header padded so that the data begins at a multiple of 64 bytes. Source: numpy.lib.format, "A simple file format for NumPy arrays".
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    private static final int PREFIX = MAGIC.length + Short.BYTES;
    private static final int CHUNK_FLOATS = 16_384;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(\\w+)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");
    private static final Pattern VECTOR = Pattern.compile("\\s*(\\d{1,10}),\\s*");

    private Npy() {}

    /** Writes the vector; neither flushes nor closes. */
    public static void write(OutputStream out, float[] vector) throws IOException {
        writeHeader(out, vector.length + ",");
        append(out, vector);
    }

    /** Begins a matrix of shape (rows, columns); as many {@link #append} calls with a row each have to follow. */
    public static void beginMatrix(OutputStream out, int rows, int columns) throws IOException {
        writeHeader(out, rows + ", " + columns);
    }

    private static void writeHeader(OutputStream out, String shape) throws IOException {
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
        int padding = ALIGNMENT - 1 - (PREFIX + dictionary.length()) % ALIGNMENT;
        byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(MAGIC).putShort((short) header.length);
        out.write(prefix.array());
        out.write(header);
    }

    /** Writes numbers without a header, such as a row of a matrix. */
    public static void append(OutputStream out, float[] vector) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < vector.length; from += CHUNK_FLOATS) {
            int count = Math.min(CHUNK_FLOATS, vector.length - from);
            chunk.asFloatBuffer().put(vector, from, count);
            out.write(chunk.array(), 0, count * Float.BYTES);
        }
    }

    /**
     * Reads a whole stream. Memory grows with the bytes that really come, whatever the header claims.
     *
     * @param file the name that error messages give
     * @throws InvalidInputException for any other version, type, order or shape, and for missing or surplus bytes
     */
    public static float[] read(String file, InputStream in) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX);
        if (prefix.length < PREFIX || !Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw invalid(file, "the first bytes", "a NumPy .npy file of version 1.0");
        }
        int headerLength = Byte.toUnsignedInt(prefix[8]) | Byte.toUnsignedInt(prefix[9]) << 8;
        byte[] header = in.readNBytes(headerLength);
        if (header.length < headerLength) {
            throw invalid(file, header.length + " bytes of header", headerLength + " bytes");
        }
        int length = length(file, new String(header, StandardCharsets.ISO_8859_1));
        return readData(file, in, length);
    }

    private static int length(String file, String header) {
        expect(file, "type", field(TYPE, header), "<f4");
        expect(file, "fortran_order", field(ORDER, header), "False");
        String shape = field(SHAPE, header);
        Matcher vector = VECTOR.matcher(shape);
        long length = vector.matches() ? Long.parseLong(vector.group(1)) : -1;
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw invalid(file, "shape (" + shape + ")", "one dimension that fits in memory, such as (1024,)");
        }
        return (int) length;
    }

    private static float[] readData(String file, InputStream in, int length) throws IOException {
        float[] vector = new float[Math.min(length, CHUNK_FLOATS)];
        int done = 0;
        while (done < length) {
            int count = Math.min(CHUNK_FLOATS, length - done);
            byte[] bytes = in.readNBytes(count * Float.BYTES);
            if (bytes.length < count * Float.BYTES) {
                throw invalid(
                        file,
                        (long) done * Float.BYTES + bytes.length + " bytes of data",
                        (long) length * Float.BYTES + " for shape (" + length + ",)");
            }
            if (done + count > vector.length) {
                vector = Arrays.copyOf(vector, (int) Math.min(length, Math.max(2L * vector.length, done + count)));
            }
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(vector, done, count);
            done += count;
        }
        if (in.read() >= 0) {
            throw invalid(file, "bytes after the data", "none after shape (" + length + ",)");
        }
        return vector;
    }

    private static String field(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void expect(String file, String what, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw invalid(file, what + " " + (actual.isEmpty() ? "missing" : actual), expected);
        }
    }

    private static InvalidInputException invalid(String file, String actual, String expected) {
        return InvalidInputException.of("Invalid " + file + ": " + actual + " (expected " + expected + ")");
    }
}
