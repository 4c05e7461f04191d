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
        java.nio.file.Path local = java.nio.file.Path.of(file);
        if (!file.contains(":/") || Files.exists(local)) {
            return ConfigurationLoader.fromFile(local, overrides);
        }
        return ConfigurationLoader.fromText(remoteText(), file, overrides);
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
