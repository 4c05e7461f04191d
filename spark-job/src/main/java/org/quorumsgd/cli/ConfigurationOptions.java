package org.quorumsgd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.BatchLoader;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which configuration a command works on. */
final class ConfigurationOptions {
    @Parameters(paramLabel = "CONF", description = "HOCON file; a local path or one of any Hadoop file system.")
    private String file = "";

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "Overrides a key of the configuration; may be given several times.")
    private List<String> overrides = new ArrayList<>();

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

    private boolean isLocal() {
        return !file.contains(":/") || Files.exists(local());
    }

    private java.nio.file.Path local() {
        return java.nio.file.Path.of(file);
    }

    private String remoteText() {
        try {
            Path remote = new Path(file);
            try (InputStream in = remote.getFileSystem(SparkHadoopUtil.get().newConfiguration(new SparkConf()))
                    .open(remote)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException | RuntimeException e) { // a client that is not on the class path is no IOException
            throw InvalidInputException.of(
                    "Invalid configuration file: " + file + " (expected a readable file: " + e.getMessage() + ")");
        }
    }
}
