package org.quorumsgd.data;

import java.nio.ByteBuffer;

/**
 * The header of an IDX file of unsigned bytes: the magic number 0x0800 + number of dimensions, then each dimension, all as
 * big-endian 32-bit integers; the values follow, last dimension fastest.
 *
 * @param height 1 for labels
 * @param width 1 for labels
 */
record IdxFile(int count, int height, int width) {
    private static final int UNSIGNED_BYTES = 0x0800;

    /** Takes the bytes after the header, buffer by buffer, while the file is checked. */
    interface Body {
        void accept(long index, byte[] buffer, int length);
    }

    /**
     * Reads the whole file once and checks it against its header; nothing is allocated by what the header claims. Throws
     * {@link org.quorumsgd.config.InvalidInputException} with all problems.
     */
    static IdxFile open(DataFile file, int dimensions, Body body) {
        DataProblems problems = new DataProblems();
        byte[] buffer = new byte[1 << 16];
        try (RecordStream in = new RecordStream(file, 0, 1)) {
            int headerBytes = Integer.BYTES * (1 + dimensions);
            int got = in.read(buffer, headerBytes);
            ByteBuffer header = ByteBuffer.wrap(buffer, 0, got);
            String name = file.name();
            if (got >= Integer.BYTES && header.getInt() != UNSIGNED_BYTES + dimensions) {
                problems.invalid("magic number of " + name, hex(header.getInt(0)), hex(UNSIGNED_BYTES + dimensions));
            } else if (got < headerBytes) {
                problems.invalid("length of " + name, got + " bytes", "a header of " + headerBytes + " bytes");
            }
            problems.throwIfAny();
            int count = header.getInt();
            int height = dimensions > 1 ? header.getInt() : 1;
            int width = dimensions > 2 ? header.getInt() : 1;
            if (count < 1) {
                problems.invalid("count in " + name, Integer.toUnsignedString(count), "1 to " + Integer.MAX_VALUE);
            }
            checkExtent("height in " + name, height, problems);
            checkExtent("width in " + name, width, problems);
            problems.throwIfAny();
            checkBody(in, name, headerBytes, (long) count * height * width, buffer, body, problems);
            problems.throwIfAny();
            return new IdxFile(count, height, width);
        }
    }

    private static void checkExtent(String what, int extent, DataProblems problems) {
        if (!ImageShape.isExtent(extent)) {
            problems.invalid(what, Integer.toUnsignedString(extent), "1 to " + ImageShape.LARGEST_EXTENT);
        }
    }

    private static void checkBody(
            RecordStream in,
            String name,
            int headerBytes,
            long expected,
            byte[] buffer,
            Body body,
            DataProblems problems) {
        long total = 0;
        while (total <= expected) {
            int length = in.read(buffer, buffer.length);
            body.accept(total, buffer, (int) Math.min(length, expected - total));
            total += length;
            if (length < buffer.length) {
                break;
            }
        }
        if (total != expected) {
            String found = total > expected ? "more than " + (headerBytes + expected) : "" + (headerBytes + total);
            problems.invalid("length of " + name, found + " bytes", (headerBytes + expected) + " bytes by its header");
        }
    }

    private static String hex(int value) {
        return String.format("0x%08x", value);
    }
}
