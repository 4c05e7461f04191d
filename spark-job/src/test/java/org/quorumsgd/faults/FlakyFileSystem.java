package org.quorumsgd.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * {@code flaky:///path}: the local disk, of whose writes one in five (seeded) fails half-way. A write is what reaches the disk at once: all
 * that came before a flush or the end of the file. The failed stream keeps what it could not write and writes it again when it is closed, as
 * buffered streams do.
 */
public final class FlakyFileSystem extends RawLocalFileSystem {
    static final String SEED = "fs.flaky.seed";
    static final String FAILURE = "flaky: the write failed half-way";

    private static final double SHARE_THAT_FAILS = 0.2;

    private static final AtomicInteger FAILURES = new AtomicInteger();

    private SplittableRandom random = new SplittableRandom(0);

    @Override
    public void initialize(URI uri, Configuration hadoop) throws IOException {
        super.initialize(uri, hadoop);
        random = new SplittableRandom(hadoop.getLong(SEED, 0));
    }

    @Override
    public URI getUri() {
        return URI.create("flaky:///");
    }

    @Override
    public String getScheme() {
        return "flaky";
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return new FSDataOutputStream(
                new FlakyStream(
                        file, super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress)),
                statistics);
    }

    /** The local file system comes here without a permission. */
    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        return new FSDataOutputStream(
                new FlakyStream(file, super.create(file, overwrite, bufferSize, replication, blockSize, progress)),
                statistics);
    }

    /** Writes that failed in this JVM. */
    public static int failures() {
        return FAILURES.get();
    }

    private synchronized boolean fails() {
        boolean fails = random.nextDouble() < SHARE_THAT_FAILS;
        if (fails) {
            FAILURES.incrementAndGet();
        }
        return fails;
    }

    private final class FlakyStream extends OutputStream implements StreamCapabilities, Syncable {
        private final Path file;
        private final FSDataOutputStream disk;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        private FlakyStream(Path file, FSDataOutputStream disk) {
            this.file = file;
            this.disk = disk;
        }

        @Override
        public void write(int value) {
            held.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            held.write(bytes, offset, length);
        }

        @Override
        public void hflush() throws IOException {
            if (held.size() == 0) {
                return;
            }
            if (fails()) {
                disk.write(held.toByteArray(), 0, held.size() / 2);
                disk.hflush();
                System.err.println(FAILURE + " " + file);
                throw new IOException(FAILURE);
            }
            disk.write(held.toByteArray());
            disk.hflush();
            held.reset();
        }

        @Override
        public void hsync() throws IOException {
            hflush();
        }

        @Override
        public boolean hasCapability(String capability) {
            return disk.hasCapability(capability);
        }

        @Override
        public void close() throws IOException {
            try (disk) {
                hflush();
            }
        }
    }
}
