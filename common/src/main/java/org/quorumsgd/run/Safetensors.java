package org.quorumsgd.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named float32 arrays in the safetensors format: the header's length as an unsigned little-endian number of 8 bytes; the header, a
 * JSON object from name to {@code dtype}, {@code shape} and {@code data_offsets}, begin and end in bytes from the end of the header,
 * with a map of strings named {@code __metadata__} and spaces behind it up to a multiple of 8 bytes; then the numbers, little-endian,
 * in C order, without gaps. Source: huggingface/safetensors, README, "Format".
 */
public final class Safetensors {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;

    /**
     * One array; what it holds are the next numbers of the vector that is written.
     *
     * @param shape extents, the last varies fastest; none for a single number
     */
    public record Tensor(String name, List<Integer> shape) {
        public Tensor {
            shape = List.copyOf(shape);
            if (shape.stream().anyMatch(extent -> extent < 1)) {
                throw new IllegalArgumentException(
                        "Invalid shape of " + name + ": " + shape + " (expected each extent at least 1)");
            }
        }

        /** How many numbers it has. */
        public long length() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }
    }

    private Safetensors() {}

    /**
     * Writes the vector as the tensors that it consists of, one after another; neither flushes nor closes.
     *
     * @throws IllegalArgumentException unless each name is there once and the tensors are as long as the vector
     */
    public static void write(OutputStream out, List<Tensor> tensors, Map<String, String> metadata, float[] vector)
            throws IOException {
        byte[] json = Json.compact(header(tensors, metadata, vector.length));
        byte[] header = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(header, json.length, header.length, (byte) ' ');
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(length.putLong(header.length).array());
        out.write(header);
        Npy.append(out, vector);
    }

    private static Map<String, Object> header(List<Tensor> tensors, Map<String, String> metadata, int length) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, metadata);
        long begin = 0;
        for (Tensor tensor : tensors) {
            long end = begin + Float.BYTES * tensor.length();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(begin, end));
            if (header.put(tensor.name(), entry) != null) {
                throw new IllegalArgumentException("Invalid tensor name: " + tensor.name() + " (expected it once)");
            }
            begin = end;
        }
        if (begin != (long) Float.BYTES * length) {
            throw new IllegalArgumentException("Invalid tensors: " + begin / Float.BYTES + " numbers (expected "
                    + length + ", the vector's length)");
        }
        return header;
    }
}
