package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.config.Keys;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.files.Checkpoints;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.quorumsgd.ui.QuorumPlugin;

/** Does runs in one Spark context, one after another or several at a time, each called from a thread of its own. */
record RunLauncher(JavaSparkContext context, Interruption interruption, RunConsole console) {

    static org.apache.hadoop.conf.Configuration hadoop() {
        return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }

    static JavaSparkContext openContext(String id, EventLogs logs) {
        return openContext(id, logs, new SparkConf());
    }

    static JavaSparkContext openContext(String id, EventLogs logs, SparkConf given) {
        SparkConf conf = SparkDefaults.apply(given);
        GrantedMemory.limitNative(conf);
        // Without --name spark-submit calls every application like the main class.
        if (conf.get("spark.app.name", Quorum.class.getName()).equals(Quorum.class.getName())) {
            conf.setAppName("quorum " + id);
        }
        conf.setIfMissing("spark.master", "local[*]");
        YarnDriver.registered();
        return new JavaSparkContext(logs.addTo(QuorumPlugin.addTo(conf)));
    }

    /** Warnings of the configurations, each once, and what computes here. */
    static void announce(Collection<Experiment> experiments, PrintStream out) {
        Set<String> lines = new LinkedHashSet<>();
        experiments.forEach(experiment ->
                experiment.configuration().warnings().forEach(warning -> lines.add("Warning: " + warning)));
        experiments.forEach(
                experiment -> clusterWarnings(experiment).forEach(warning -> lines.add("Warning: " + warning)));
        experiments.forEach(experiment -> lines.addAll(experiment.workload().enable()));
        lines.forEach(out::println);
    }

    /** What Spark, as it is asked for, grants too little of or cannot do. */
    static List<String> clusterWarnings(Experiment experiment) {
        MemoryPreflight memory = MemoryPreflight.of(experiment);
        List<String> warnings = new ArrayList<>(memory.warnings());
        warnings.addAll(GrantedCompute.of(new SparkConf())
                .warnings(experiment.workload().device()));
        if (memory.granted().local() && experiment.deadline().action() == DeadlineAction.SPECULATE) {
            warnings.add(Keys.DEADLINE_ACTION.name()
                    + " = speculate only waits in local mode, which has no executor to give up");
        }
        return warnings;
    }

    /** Ends a run that waits in its checkpoint; it can still be resumed. */
    BatchResult stop(Batch.Run run, PlannedRun plan, String why) throws IOException {
        RunDirectory directory = plan.existingDirectory();
        Instant end = Instant.now();
        Manifest stopped = directory.manifest().ended(RunStatus.STOPPED, end, why);
        directory.write(stopped);
        Optional<Summary> summary = directory.summary();
        if (summary.isPresent()) {
            directory.write(summary.get().with(RunStatus.STOPPED));
        }
        new RunEvents(context, plan.id()).ended(stopped, end.toEpochMilli());
        TrainingSession.tell(directory);
        return BatchResult.read(run, directory);
    }

    /** Does one run, from a look at its data to its last file. */
    ExitCode launch(PlannedRun run, Instant start) throws IOException {
        LoadedWorkload loaded = run.experiment().workload().load(context);
        run.replay().ifPresent(replay -> replay.checkData(loaded.dataSha256()));
        RunDirectory directory = run.directory();
        Configuration configuration = run.experiment().configuration();
        Checkpoints checkpoints = directory.checkpoints(
                ResumePoint.experimentSha256(configuration, loaded.dataSha256()),
                configuration.value(Keys.CHECKPOINT_KEEP));
        ResumePoint from = run.resumed()
                ? ResumePoint.of(directory.manifest(), loaded.dataSha256(), checkpoints, start)
                : ResumePoint.beginning(start);
        if (run.resumed()) {
            directory.clearUnfinished();
        }
        if (!context.isLocal() && !context.getCheckpointDir().isPresent()) {
            context.setCheckpointDir(directory.lineage().toString());
        }
        return new TrainingSession(context, run, loaded, directory, checkpoints, from, console).run(interruption);
    }
}
