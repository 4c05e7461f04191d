package org.quorumsgd.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.quorumsgd.config.InvalidInputException;

/** Reads a file of a header and records of one length forwards, plain or gzip (told by its first two bytes). */
final class RecordStream implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final DataFile file;
    private final int headerBytes;
    private final int recordBytes;
    private final InputStream in;
    private final boolean gzip;
    private long position;

    RecordStream(DataFile file, int headerBytes, int recordBytes) {
        this.file = file;
        this.headerBytes = headerBytes;
        this.recordBytes = recordBytes;
        try {
            InputStream raw = new BufferedInputStream(file.open(), BUFFER_BYTES);
            try {
                gzip = startsAsGzip(raw);
                in = gzip ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES) : raw;
            } catch (IOException e) {
                raw.close();
                throw e;
            }
        } catch (IOException e) {
            throw DataProblems.unreadable(file.name(), e);
        }
    }

    private static boolean startsAsGzip(InputStream in) throws IOException {
        in.mark(2);
        byte[] start = in.readNBytes(2);
        in.reset();
        return start.length == 2 && start[0] == (byte) 0x1f && start[1] == (byte) 0x8b;
    }

    /** Reads on from where the stream stands and returns the count of bytes got, less than the length only at the end. */
    int read(byte[] target, int length) {
        try {
            int count = in.readNBytes(target, 0, length);
            position += count;
            return count;
        } catch (IOException e) {
            throw DataProblems.unreadable(file.name(), e);
        }
    }

    /** Reads one record, which must not lie before the stream's position. */
    void readRecord(long index, byte[] target) {
        long start = headerBytes + index * recordBytes;
        try {
            in.skipNBytes(start - position);
            if (in.readNBytes(target, 0, recordBytes) < recordBytes) {
                throw endsIn(index);
            }
            position = start + recordBytes;
        } catch (EOFException e) {
            throw gzip ? DataProblems.unreadable(file.name(), e) : endsIn(index);
        } catch (IOException e) {
            throw DataProblems.unreadable(file.name(), e);
        }
    }

    private InvalidInputException endsIn(long index) {
        return InvalidInputException.of("Invalid length of " + file.name() + ": ends before or in record " + index
                + " (expected " + recordBytes + " bytes a record)");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw DataProblems.unreadable(file.name(), e);
        }
    }
}
