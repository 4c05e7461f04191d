package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.NativeReport;
import org.quorumsgd.dl4j.NetworkProblem;
import org.quorumsgd.engine.JobLabels;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.engine.SparkEnsemble;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.RunIds;
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

    @Option(names = "--out", paramLabel = "DIR", description = "Directory that the run directory is made in.")
    private @Nullable String out;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Name of the run directory; default: the run's name and the time.")
    private @Nullable String runId;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        Configuration configuration = configurationOptions.load();
        String id = runId != null ? runId : RunIds.of(configuration.value(Keys.NAME), start);
        String output = out != null ? out : configuration.value(Keys.OUTPUT_DIR);
        Experiment experiment = prepare(configuration, output, id);
        configuration.warnings().forEach(warning -> console.println("Warning: " + warning));
        NativeReport report = Dl4jAcceleration.enable();
        console.println(report.line());
        report.warning().ifPresent(warning -> console.println("Warning: " + warning));

        SparkConf conf = SparkDefaults.apply(new SparkConf().setIfMissing("spark.app.name", "quorum " + id));
        conf.setIfMissing("spark.master", "local[*]");
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            DataScan scan = DataScan.run(context, experiment.images());
            RunDirectory directory = RunDirectory.create(context.hadoopConfiguration(), output, id);
            return train(context, experiment, scan, directory, id, start).code;
        }
    }

    /** Everything that can be wrong with configuration, data, model and output directory, found before any work. */
    private static Experiment prepare(Configuration configuration, String output, String id) throws IOException {
        org.apache.hadoop.conf.Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        Problems problems = new Problems();
        RunDirectory.check(hadoop, output, id, problems);
        Experiment experiment = null;
        try {
            experiment = Experiment.prepare(configuration, hadoop);
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        problems.throwIfAny();
        if (experiment == null) {
            throw new IllegalStateException("no experiment and no problem");
        }
        return experiment;
    }

    private ExitCode train(
            JavaSparkContext context,
            Experiment experiment,
            DataScan scan,
            RunDirectory directory,
            String id,
            Instant start)
            throws IOException {
        Configuration configuration = experiment.configuration();
        NetworkProblem problem = experiment.problem(scan.normalisation());
        RunRecord record = new RunRecord(directory, experiment, problem, scan, context, id, start);
        record.begin();
        console.println(experiment.sentence());
        console.println("Run directory " + directory.path());
        if (!context.isLocal()) {
            context.setCheckpointDir(directory.checkpoints().toString());
        }
        JobLabels labels = new JobLabels(id, configuration.value(Keys.NAME), experiment.plannedRounds());
        try (Interruption interruption = new Interruption();
                Ensemble ensemble = new SparkEnsemble(
                        context,
                        labels,
                        problem,
                        configuration.value(Keys.AGENTS),
                        experiment.rules(),
                        configuration.value(Keys.LINEAGE_CUT_EVERY_ROUNDS))) {
            QuorumLoop loop = new QuorumLoop(
                    ensemble, experiment.rules(), experiment.dynamics(), configuration.value(Keys.COUPLING_PERIOD));
            TrainingRun.Outcome outcome = run(loop, experiment, directory, record.events(), interruption);
            record.end(outcome, loop);
            return report(outcome, record);
        } catch (RuntimeException | IOException e) {
            record.fail(e);
            throw e;
        }
    }

    /** Tables are complete, Parquet included, when this returns. */
    private static TrainingRun.Outcome run(
            QuorumLoop loop, Experiment experiment, RunDirectory directory, RunEvents events, Interruption interruption)
            throws IOException {
        Configuration configuration = experiment.configuration();
        try (RunTables tables = new RunTables(directory);
                Progress progress = Progress.of(configuration.value(Keys.NAME), experiment.plannedRounds())) {
            return new TrainingRun(loop, configuration, experiment.length(), interruption).run(round -> {
                tables.append(round, configuration.value(Keys.COUPLING_PERIOD));
                events.completed(round);
                progress.show(round);
            });
        }
    }

    private ExitCode report(TrainingRun.Outcome outcome, RunRecord record) {
        console.println(record.closingText(outcome));
        return switch (outcome.status()) {
            case DONE -> ExitCode.DONE;
            case DIVERGED -> ExitCode.DIVERGED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case RUNNING, FAILED -> ExitCode.FAILED;
        };
    }
}
