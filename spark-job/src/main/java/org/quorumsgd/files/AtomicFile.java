package org.quorumsgd.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;
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
    private static final Pattern UNFINISHED = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

    private AtomicFile() {}

    /** Writes a file at a path that nobody else uses. */
    @FunctionalInterface
    interface Beside {
        void write(Path beside) throws IOException;
    }

    static void write(FileSystem fileSystem, Path file, RunDirectory.Content content) throws IOException {
        replace(fileSystem, file, beside -> {
            try (OutputStream out = fileSystem.create(beside, true)) {
                content.writeTo(out);
            }
        });
    }

    /** Two that write the same file do not meet: each writes under a name of its own, and under a new one when it tries again. */
    static void replace(FileSystem fileSystem, Path file, Beside content) throws IOException {
        Attempts.at(file.toString(), () -> {
            Path beside = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + ".tmp");
            try {
                content.write(beside);
                rename(fileSystem, beside, file);
            } catch (IOException | RuntimeException | FSError e) {
                discard(fileSystem, beside, e);
                throw e;
            }
        });
    }

    /** Whether a file of this name is one that was being written. */
    static boolean isUnfinished(String name) {
        return UNFINISHED.matcher(name).matches();
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

    private static void discard(FileSystem fileSystem, Path beside, Throwable cause) {
        try {
            fileSystem.delete(beside, false);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
