package org.quorumsgd.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Replaces a whole file: written beside, then renamed over, so that a reader finds the old or the new content and never
 * a part. Local disks and HDFS rename in one step; object stores only as far as their own rename does.
 */
final class AtomicFile {
    private AtomicFile() {}

    /** Two attempts at the same file do not meet: each writes under a name of its own. */
    static void write(FileSystem fileSystem, Path file, RunDirectory.Content content) throws IOException {
        Path beside = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = fileSystem.create(beside, true)) {
                content.writeTo(out);
            }
            rename(fileSystem, beside, file);
        } catch (IOException | RuntimeException e) {
            discard(fileSystem, beside, e);
            throw e;
        }
    }

    /** FileSystem.rename does not replace on HDFS; FileContext does, but its local file system writes .crc files. */
    private static void rename(FileSystem fileSystem, Path from, Path to) throws IOException {
        if (fileSystem instanceof RawLocalFileSystem local) {
            Files.move(
                    local.pathToFile(from).toPath(),
                    local.pathToFile(to).toPath(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } else {
            FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
                    .rename(from, to, Options.Rename.OVERWRITE);
        }
    }

    private static void discard(FileSystem fileSystem, Path beside, Exception cause) {
        try {
            fileSystem.delete(beside, false);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
