package org.quorumsgd.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that are tried again when they fail: 6 attempts, 0.1 s to 1.6 s between them, 3.1 s in all. What lasts longer, such as the
 * change of a name node, Hadoop's own clients sit out; here it is the single hiccup that must not end a night's run.
 */
final class Attempts {
    static final int MOST = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final long FIRST_PAUSE_MILLIS = 100;

    private Attempts() {}

    /** Work that may be done again from its beginning when it has failed half-way. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    /**
     * Does the work, more than once if need be.
     *
     * @param what names the work after "Could not write"
     * @throws UnwrittenException when the last attempt has failed
     * @throws InterruptedIOException when the thread is interrupted, which is not a failure of the file system
     */
    static void at(String what, Write write) throws IOException {
        for (int attempt = 1; ; attempt++) {
            IOException failure;
            try {
                write.run();
                return;
            } catch (SocketTimeoutException e) { // an InterruptedIOException, but it is the network's
                failure = e;
            } catch (InterruptedIOException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            } catch (FSError e) { // how Hadoop's local file system says that a disk is full
                failure = new IOException(UnwrittenException.reason(e.getCause() == null ? e : e.getCause()), e);
            }
            if (attempt == MOST) {
                throw new UnwrittenException(what, attempt, failure);
            }
            LOG.info("Attempt {} to write {} failed: {}", attempt, what, UnwrittenException.reason(failure));
            pause(FIRST_PAUSE_MILLIS << (attempt - 1));
        }
    }

    private static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two attempts to write");
        }
    }
}
