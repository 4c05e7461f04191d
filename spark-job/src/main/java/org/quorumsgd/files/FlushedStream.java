package org.quorumsgd.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;

/** A Hadoop stream whose flush lets other readers see what was written, where the file system can do that. */
final class FlushedStream extends FilterOutputStream {
    private final FSDataOutputStream hadoop;

    FlushedStream(FSDataOutputStream hadoop) {
        super(hadoop);
        this.hadoop = hadoop;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        hadoop.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        // Object stores show a file when it is closed and throw on hflush.
        if (hadoop.hasCapability(StreamCapabilities.HFLUSH)) {
            hadoop.hflush();
        } else {
            hadoop.flush();
        }
    }
}
