package org.quorumsgd.files;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that only take room. That they cannot be deleted is worth a warning and no more. */
final class Unneeded {
    private static final Logger LOG = LoggerFactory.getLogger(Unneeded.class);

    private Unneeded() {}

    static void delete(FileSystem fileSystem, Path path) {
        try {
            if (fileSystem.exists(path) && !fileSystem.delete(path, true)) {
                throw new IOException("not deleted");
            }
        } catch (IOException e) {
            LOG.warn("Could not delete {}, which is no longer needed: {}", path, UnwrittenException.reason(e));
        }
    }
}
