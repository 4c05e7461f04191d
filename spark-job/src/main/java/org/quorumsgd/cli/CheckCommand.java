package org.quorumsgd.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.config.ProblemsByRun;
import org.quorumsgd.config.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorum check CONF}: validates and tells what a run would need; runs nothing, writes nothing. */
@Command(
        name = "check",
        description =
                "Validates a configuration, prints it resolved and what a run of it needs; runs nothing. Of a batch:"
                        + " validates every run and lists them.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configurationOptions = new ConfigurationOptions();

    private final PrintStream console = System.out;

    @Override
    public Integer call() {
        if (configurationOptions.file().isBatch()) {
            checkBatch(configurationOptions.file().loadBatch());
        } else {
            checkOne(configurationOptions.file().load());
        }
        return ExitCode.DONE.code;
    }

    private void checkOne(Configuration configuration) {
        Experiment experiment = Experiment.prepare(configuration, RunLauncher.hadoop());
        console.print(Secrets.masked(configuration.render()));
        console.println();
        experiment.workload().enable().forEach(console::println);
        configuration.warnings().forEach(warning -> console.println("Warning: " + warning));
        MemoryPreflight memory = MemoryPreflight.of(experiment);
        RunLauncher.clusterWarnings(experiment).forEach(warning -> console.println("Warning: " + warning));
        console.println(experiment.sentence());
        preflight(experiment);
        Problems problems = new Problems();
        memory.check(problems);
        GrantedCompute.of(new SparkConf()).check(problems);
        problems.throwIfAny();
    }

    private void checkBatch(Batch batch) {
        ProblemsByRun byRun = new ProblemsByRun(batch.runs().size());
        List<Experiment> experiments = new ArrayList<>();
        TextTable table = new TextTable("run", "parameters", "rounds");
        for (Batch.Run run : batch.runs()) {
            try {
                Experiment experiment = Experiment.prepare(run.configuration(), RunLauncher.hadoop());
                experiments.add(experiment);
                Problems late = new Problems();
                for (Batch.Contest contest : batch.contests()) {
                    if (contest.runs().contains(run)) {
                        ContestExecution.check(contest, experiment, late);
                    }
                }
                late.throwIfAny();
                table.add(
                        run.label(),
                        String.format(Locale.ROOT, "%,d", experiment.workload().parameters()),
                        String.format(Locale.ROOT, "%,d", experiment.plannedRounds()));
            } catch (InvalidInputException e) {
                byRun.addAll(run.label(), e);
            }
        }
        Problems problems = new Problems();
        byRun.addTo(problems);
        problems.throwIfAny();
        RunLauncher.announce(experiments, console);
        console.println(batch.runs().size() + " runs");
        table.lines().forEach(console::println);
        batch.contests().forEach(contest -> console.println(ContestExecution.sentence(contest)));
    }

    private void preflight(Experiment experiment) {
        Configuration configuration = experiment.configuration();
        int parameters = experiment.workload().parameters();
        long vector = (long) parameters * Float.BYTES;
        int agents = configuration.value(Keys.AGENTS);
        row("parameters", String.format(Locale.ROOT, "%,d (%s a vector)", parameters, ByteSizes.text(vector)));
        row(
                "rounds",
                String.format(
                        Locale.ROOT,
                        "%,d of %d local steps",
                        experiment.plannedRounds(),
                        experiment.length().localSteps()));
        row(
                "bytes a round",
                ByteSizes.text(vector) + " to each executor, " + ByteSizes.text(vector * agents) + " to the driver");
        experiment.workload().preflight().forEach(this::row);
        MemoryPreflight.of(experiment).rows().forEach(this::row);
        GrantedCompute.of(new SparkConf()).rows().forEach(this::row);
        row("device", experiment.workload().device());
        double agentBytes = experiment.workload().agentMemory().nativeBytes();
        GpuMemory.ofThisMachine().forEach(gpu -> row("GPU " + gpu.index() + " here", gpu.text(agentBytes)));
    }

    private void row(String name, String value) {
        console.printf(Locale.ROOT, "  %-18s %s%n", name, value);
    }
}
