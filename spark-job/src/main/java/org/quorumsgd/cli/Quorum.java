package org.quorumsgd.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
     * @throws SparkUserAppException with the exit code when it is not 0: spark-submit in client mode and YARN's application
     *     master both end with that code, where System.exit would look like a crash to the latter
     */
    public static void main(String[] args) throws SparkUserAppException {
        int code = execute(args);
        YarnRegistration.makeUpFor();
        if (Boolean.getBoolean(PLAIN_JAVA)) {
            System.exit(code);
        }
        if (code != ExitCode.DONE.code) {
            throw new SparkUserAppException(code);
        }
    }

    static int execute(String... args) {
        return commandLine()
                .setExitCodeExceptionMapper(Quorum::exitCode)
                .setExecutionExceptionHandler((exception, command, parsed) -> explain(exception, command))
                .execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Quorum()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int exitCode(Throwable exception) {
        return exception instanceof CommandLine.ParameterException ? ExitCode.INVALID_INPUT.code : ExitCode.FAILED.code;
    }

    private static int explain(Exception exception, CommandLine command) {
        PrintWriter err = command.getErr();
        if (exception instanceof InvalidInputException invalid) {
            invalid.problems().forEach(err::println);
            err.flush();
            return ExitCode.INVALID_INPUT.code;
        }
        if (exception instanceof UnwrittenException unwritten) {
            err.println(Secrets.masked(String.valueOf(unwritten.getMessage())));
            err.flush();
            return ExitCode.FAILED.code;
        }
        StringWriter trace = new StringWriter();
        exception.printStackTrace(new PrintWriter(trace, true));
        err.print(Secrets.masked(trace.toString()));
        err.flush();
        return ExitCode.FAILED.code;
    }
}
