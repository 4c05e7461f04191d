package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Problems;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.RunStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorum simulate CONF}: many simulations of coupled agents on a loss given by a formula. */
@Command(
        name = "simulate",
        description =
                "Simulates coupled agents on a loss given by a formula, many times for each coupling gain, and writes a run"
                        + " directory.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    private static final String EXECUTOR_OPTIONS = "spark.executor.defaultJavaOptions";

    @Mixin
    private ConfigurationOptions configurationOptions = new ConfigurationOptions();

    @Mixin
    private RunOptions runOptions = new RunOptions();

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        Configuration configuration = configurationOptions.file().load();
        String output = runOptions.output(configuration);
        String id = runOptions.id(configuration, start);
        Problems problems = new Problems();
        runOptions.check(problems);
        SimulatedModel.check(configuration, problems);
        if (runOptions.resume() && RunDirectory.exists(RunLauncher.hadoop(), output, id)) {
            RunDirectory existing = RunDirectory.open(RunLauncher.hadoop(), output, id);
            if (existing.manifest().status() == RunStatus.DONE) {
                console.println("Run " + id + " is done; nothing to resume");
                return ExitCode.DONE.code;
            }
            problems.invalid("--resume", id, "another --run-id: simulations keep no checkpoints, they begin anew");
        } else {
            RunDirectory.check(RunLauncher.hadoop(), output, id, problems);
        }
        problems.throwIfAny();
        SimulatedModel model = SimulatedModel.of(configuration);
        try (Interruption interruption = new Interruption();
                EventLogs logs = new EventLogs(RunLauncher.hadoop(), output);
                JavaSparkContext context = RunLauncher.openContext(id, logs, withVectors(new SparkConf()))) {
            RunDirectory directory = RunDirectory.create(RunLauncher.hadoop(), output, id);
            return new SimulationRun(context, model, directory, id, start, console).run(interruption).code;
        }
    }

    private static SparkConf withVectors(SparkConf conf) {
        String options = conf.get(EXECUTOR_OPTIONS, "");
        return options.contains(SimulatedModel.JVM_OPTION)
                ? conf
                : conf.set(EXECUTOR_OPTIONS, (options + " " + SimulatedModel.JVM_OPTION).strip());
    }
}
