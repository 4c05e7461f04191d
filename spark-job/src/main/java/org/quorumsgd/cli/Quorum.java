package org.quorumsgd.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkUserAppException;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Secrets;
import org.quorumsgd.files.UnwrittenException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code quorum}, and the main class that spark-submit runs. */
@Command(
        name = "quorum",
        description = "Trains coupled replicas of a model on Apache Spark.",
        subcommands = {
            TrainCommand.class,
            SimulateCommand.class,
            BatchCommand.class,
            CheckCommand.class,
            BenchCommand.class,
            ContenderCommand.class,
            HistoryCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            ShipCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Quorum.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Quorum {
    /** The version of this build. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"quorum " + Versions.quorum()};
        }
    }

    /** Set where this is a Java program of its own, without spark-submit around it. */
    private static final String PLAIN_JAVA = "quorum.plain-java";

    private Quorum() {}

    /**
     * Runs one command.
     *
     * @throws SparkUserAppException with the exit code when it is not 0: spark-submit in client mode ends with that code
     */
    public static void main(String[] args) throws SparkUserAppException {
        List<String> reasons = new ArrayList<>();
        int code = execute(reasons, args);
        if (YarnDriver.isThisProcess()) {
            YarnDriver.end(code, reasons);
        }
        if (Boolean.getBoolean(PLAIN_JAVA)) {
            System.exit(code);
        }
        if (code != ExitCode.DONE.code) {
            throw new SparkUserAppException(code);
        }
    }

    static int execute(String... args) {
        return execute(new ArrayList<>(), args);
    }

    /** @param reasons for another end than a good one are added, as they are printed */
    private static int execute(List<String> reasons, String... args) {
        return commandLine()
                .setExitCodeExceptionMapper(Quorum::exitCode)
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    List<String> lines = explanation(exception);
                    lines.forEach(command.getErr()::println);
                    command.getErr().flush();
                    reasons.addAll(lines);
                    return exitCodeOf(exception).code;
                })
                .execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Quorum()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int exitCode(Throwable exception) {
        return exception instanceof CommandLine.ParameterException ? ExitCode.INVALID_INPUT.code : ExitCode.FAILED.code;
    }

    /** What a command ends with that throws. */
    static ExitCode exitCodeOf(Exception exception) {
        return exception instanceof InvalidInputException ? ExitCode.INVALID_INPUT : ExitCode.FAILED;
    }

    /** What is printed of it, credentials masked. */
    static List<String> explanation(Exception exception) {
        if (exception instanceof InvalidInputException invalid) {
            return invalid.problems();
        }
        if (exception instanceof UnwrittenException unwritten) {
            return List.of(Secrets.masked(String.valueOf(unwritten.getMessage())));
        }
        StringWriter trace = new StringWriter();
        exception.printStackTrace(new PrintWriter(trace, true));
        return Secrets.masked(trace.toString()).lines().toList();
    }
}
