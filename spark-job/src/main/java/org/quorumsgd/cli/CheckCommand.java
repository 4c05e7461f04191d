package org.quorumsgd.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.NativeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorum check CONF}: validates and tells what a run would need; runs nothing, writes nothing. */
@Command(
        name = "check",
        description = "Validates a configuration, prints it resolved and what a run of it needs; runs nothing.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configurationOptions = new ConfigurationOptions();

    private final PrintStream console = System.out;

    @Override
    public Integer call() {
        Configuration configuration = configurationOptions.load();
        Experiment experiment =
                Experiment.prepare(configuration, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
        console.print(configuration.render());
        console.println();
        NativeReport report = Dl4jAcceleration.enable();
        console.println(report.line());
        report.warning().ifPresent(warning -> console.println("Warning: " + warning));
        configuration.warnings().forEach(warning -> console.println("Warning: " + warning));
        console.println(experiment.sentence());
        preflight(experiment);
        return ExitCode.DONE.code;
    }

    private void preflight(Experiment experiment) {
        Configuration configuration = experiment.configuration();
        long vector = (long) experiment.parameters() * Float.BYTES;
        int agents = configuration.value(Keys.AGENTS);
        row("parameters", String.format(Locale.ROOT, "%,d (%s a vector)", experiment.parameters(), bytes(vector)));
        row(
                "rounds",
                String.format(
                        Locale.ROOT,
                        "%,d of %d local steps",
                        experiment.plannedRounds(),
                        experiment.length().localSteps()));
        row("bytes a round", bytes(vector) + " to each executor, " + bytes(vector * agents) + " to the driver");
        row(
                "images an agent",
                String.format(
                        Locale.ROOT,
                        "%,d training images, %s",
                        experiment.plan().trainingRows(0).length,
                        bytes(imageBytes(experiment))));
        row("driver heap", "at least " + bytes(vector * (6 + agents * 6L / 5)) + " beside Spark's own");
    }

    private static long imageBytes(Experiment experiment) {
        long images = experiment.plan().trainingRows(0).length
                + experiment.plan().validationRows(0).length
                + experiment.plan().testRows(0).length;
        return images
                * experiment.images().dataSet().train().pixelType().bytes()
                * experiment.images().dataSet().shape().pixels();
    }

    private void row(String name, String value) {
        console.printf(Locale.ROOT, "  %-18s %s%n", name, value);
    }

    private static String bytes(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
