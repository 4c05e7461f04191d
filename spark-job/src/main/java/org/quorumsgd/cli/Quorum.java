package org.quorumsgd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the job: {@code spark-submit --class org.quorumsgd.cli.Quorum quorum.jar COMMAND ...}. */
@Command(name = "quorum", mixinStandardHelpOptions = true, description = "Quorum-coupled SGD on Apache Spark.")
public final class Quorum {
    private Quorum() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Quorum()).execute(arguments));
    }
}
