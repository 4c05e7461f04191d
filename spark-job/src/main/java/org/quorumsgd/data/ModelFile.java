package org.quorumsgd.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.config.InvalidInputException;

/** The file that {@code model.file} names, on any Hadoop file system. */
public final class ModelFile {
    private ModelFile() {}

    /** @throws InvalidInputException where it cannot be read */
    public static byte[] read(String file, Configuration hadoop) {
        try {
            Path path = new Path(file);
            try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
                return in.readAllBytes();
            }
        } catch (IOException | RuntimeException e) { // a client that is not on the class path is no IOException
            throw InvalidInputException.of(
                    "Invalid model.file: " + file + " (expected a readable file: " + e.getMessage() + ")");
        }
    }

    /** Whether it begins as a zip archive does, such as a TorchScript. */
    public static boolean isZip(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
    }
}
