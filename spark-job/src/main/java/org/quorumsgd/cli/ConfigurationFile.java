package org.quorumsgd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.BatchLoader;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;

/**
 * A configuration file below what the command line sets.
 *
 * @param file a local path or one of any Hadoop file system
 * @param overrides {@code path=value}
 */
record ConfigurationFile(String file, List<String> overrides) {

    Configuration load() {
        return isLocal()
                ? ConfigurationLoader.fromFile(local(), overrides)
                : ConfigurationLoader.fromText(remoteText(), file, overrides);
    }

    Batch loadBatch() {
        return isLocal()
                ? BatchLoader.fromFile(local(), overrides)
                : BatchLoader.fromText(remoteText(), file, overrides);
    }

    /** Whether the file has a batch section; one that cannot be read has none. */
    boolean isBatch() {
        return isLocal() ? BatchLoader.isBatch(local()) : BatchLoader.isBatch(remoteText());
    }

    /** The file's name without directories and {@code .conf}. */
    String name() {
        return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(conf|json)$", "");
    }

    /** Reads it as a run or as a batch, whichever it is. */
    void validate() {
        if (isBatch()) {
            loadBatch();
        } else {
            load();
        }
    }

    boolean isLocal() {
        return !file.contains(":/") || Files.exists(local());
    }

    private java.nio.file.Path local() {
        return java.nio.file.Path.of(file);
    }

    private String remoteText() {
        try {
            Path remote = new Path(file);
            try (InputStream in = remote.getFileSystem(RunLauncher.hadoop()).open(remote)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException | RuntimeException e) { // a client that is not on the class path is no IOException
            throw InvalidInputException.of(
                    "Invalid configuration file: " + file + " (expected a readable file: " + e.getMessage() + ")");
        }
    }
}
