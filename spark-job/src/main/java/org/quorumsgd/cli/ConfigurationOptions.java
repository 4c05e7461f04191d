package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
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

    ConfigurationFile file() {
        return new ConfigurationFile(file, overrides);
    }
}
