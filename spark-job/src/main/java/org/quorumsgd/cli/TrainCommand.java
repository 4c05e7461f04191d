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
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.RunIds;
import org.quorumsgd.run.RunStatus;
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

    @Option(
            names = "--resume",
            description =
                    "Goes on with the run of this --run-id from its newest checkpoint, to the same bits as an undisturbed"
                            + " run; begins it where there is none yet.")
    private boolean resume;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        Configuration configuration = configurationOptions.load();
        String id = runId != null ? runId : RunIds.of(configuration.value(Keys.NAME), start);
        String output = out != null ? out : configuration.value(Keys.OUTPUT_DIR);
        org.apache.hadoop.conf.Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        boolean resumed = resume && RunDirectory.exists(hadoop, output, id);
        Experiment experiment = prepare(configuration, hadoop, output, id, resumed);
        if (resumed && RunDirectory.open(hadoop, output, id).manifest().status() == RunStatus.DONE) {
            console.println("Run " + id + " is done; nothing to resume");
            return ExitCode.DONE.code;
        }
        configuration.warnings().forEach(warning -> console.println("Warning: " + warning));
        NativeReport report = Dl4jAcceleration.enable();
        console.println(report.line());
        report.warning().ifPresent(warning -> console.println("Warning: " + warning));

        SparkConf conf = SparkDefaults.apply(new SparkConf().setIfMissing("spark.app.name", "quorum " + id));
        conf.setIfMissing("spark.master", "local[*]");
        try (Interruption interruption = new Interruption();
                JavaSparkContext context = new JavaSparkContext(conf)) {
            DataScan scan = DataScan.run(context, experiment.images());
            RunDirectory directory =
                    resumed ? RunDirectory.open(hadoop, output, id) : RunDirectory.create(hadoop, output, id);
            ResumePoint from = ResumePoint.BEGINNING;
            if (resumed) {
                ResumePoint.checkData(directory.manifest(), scan);
                from = ResumePoint.of(directory);
            }
            return new TrainingSession(context, experiment, scan, directory, id, start, from).run(interruption).code;
        }
    }

    /** Everything that can be wrong with configuration, data, model and output directory, found before any work. */
    private Experiment prepare(
            Configuration configuration,
            org.apache.hadoop.conf.Configuration hadoop,
            String output,
            String id,
            boolean resumed)
            throws IOException {
        Problems problems = new Problems();
        if (resume && runId == null) {
            problems.invalid("--run-id", "none", "the run to resume");
        } else if (resumed) {
            ResumePoint.check(RunDirectory.open(hadoop, output, id).manifest(), configuration, problems);
        } else {
            RunDirectory.check(hadoop, output, id, problems);
        }
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
}
