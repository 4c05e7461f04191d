package org.quorumsgd.files;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Hadoop's local file system keeps checksums: .crc files beside ours, lines held back in 512-byte chunks. Not this one. */
final class PlainFileSystem {
    private PlainFileSystem() {}

    static FileSystem of(Path path, Configuration hadoop) throws IOException {
        FileSystem found;
        try {
            found = path.getFileSystem(hadoop);
        } catch (RuntimeException e) { // a client that is configured but not on the class path
            throw new IOException(e.getMessage(), e);
        }
        return found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
    }
}
