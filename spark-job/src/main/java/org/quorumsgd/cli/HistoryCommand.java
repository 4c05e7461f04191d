package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.history.HistoryServer;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quorum history}: Spark's History Server with our tab, until it is stopped. */
@Command(
        name = "history",
        description = "Serves Spark's pages and the Quorum tab of past runs, from their event logs.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Option(names = "--port", paramLabel = "N", description = "Default: 18080.")
    private int port = 18_080;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory that the run directories are in; their event logs are in its .events. Default: runs.")
    private String out = Keys.OUTPUT_DIR.defaultValue();

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "Directory of event logs, on any Hadoop file system, in place of the one in --out.")
    private @Nullable String logs;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        Path directory = logs == null ? EventLogs.besideRunsIn(out) : new Path(logs);
        FileSystem files = directory.getFileSystem(RunLauncher.hadoop());
        Problems problems = new Problems();
        if (!files.exists(directory)) {
            problems.invalid(
                    logs == null ? "--out" : "--logs",
                    directory,
                    "a directory of event logs; a run on a local file system makes one beside its run directory");
        }
        if (!(port >= 1 && port <= MAX_PORT) || !isFree(port)) {
            problems.invalid("--port", port, "a free port from 1 to " + MAX_PORT);
        }
        problems.throwIfAny();
        System.setProperty(
                "spark.history.fs.logDirectory", files.makeQualified(directory).toString());
        System.setProperty("spark.history.ui.port", Integer.toString(port));
        console.println("History of " + directory + " at http://localhost:" + port + "  (Ctrl-C ends it)");
        HistoryServer.main(new String[0]);
        return ExitCode.DONE.code;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
