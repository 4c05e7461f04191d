package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorum train CONF}: one training run. */
@Command(
        name = "train",
        description = "Trains the agents that a configuration describes and writes a run directory.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configurationOptions = new ConfigurationOptions();

    @Mixin
    private RunOptions runOptions = new RunOptions();

    @Option(
            names = Replay.OPTION,
            paramLabel = "RUN",
            description =
                    "Directory of a run with clock = real: commits come in the order that it has recorded, which gives its bits.")
    private @Nullable String replay;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        Configuration configuration = configurationOptions.file().load();
        PlannedRun run = plan(configuration, runOptions.id(configuration, start));
        if (run.isDone()) {
            console.println("Run " + run.id() + " is done; nothing to resume");
            return ExitCode.DONE.code;
        }
        RunLauncher.announce(List.of(run.experiment()), console);
        try (Interruption interruption = new Interruption();
                EventLogs logs = new EventLogs(RunLauncher.hadoop(), runOptions.output(configuration));
                JavaSparkContext context = RunLauncher.openContext(run.id(), logs)) {
            return new RunLauncher(context, interruption, RunConsole.talking(console)).launch(run, start).code;
        }
    }

    private PlannedRun plan(Configuration configuration, String id) throws IOException {
        Problems problems = new Problems();
        runOptions.check(problems);
        return PlannedRun.check(
                configuration,
                RunLauncher.hadoop(),
                runOptions.output(configuration),
                id,
                runOptions.resume(),
                Optional.ofNullable(replay),
                problems);
    }
}
