package org.quorumsgd.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** JMH with its own command line, and behind its table another: microseconds, GB/s and the share of the stream copy's. */
public final class Main {
    private static final String COPY = "streamCopy";
    private static final String BYTES = "bytes";

    private Main() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException, IOException {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        Collection<RunResult> results = new Runner(options(given)).run();
        Map<String, Double> copies = results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith(COPY))
                .collect(Collectors.toMap(result -> result.getParams().getParam("n"), Main::gigabytesPerSecond));
        System.out.printf(Locale.ROOT, "%n%-62s %12s %8s %10s%n", "benchmark", "us", "GB/s", "of a copy");
        results.forEach(result -> print(result, copies));
    }

    /** Short runs in one new JVM each, with what Spark's serializer needs open, unless the command line says otherwise. */
    private static Options options(CommandLineOptions given) {
        TimeValue second = TimeValue.seconds(1);
        return new OptionsBuilder()
                .parent(given)
                .forks(given.getForkCount().orElse(1))
                .warmupIterations(given.getWarmupIterations().orElse(3))
                .warmupTime(given.getWarmupTime().orElse(second))
                .measurementIterations(given.getMeasurementIterations().orElse(5))
                .measurementTime(given.getMeasurementTime().orElse(second))
                .jvmArgsPrepend(JavaModuleOptions.defaultModuleOptions().split(" "))
                .build();
    }

    private static void print(RunResult result, Map<String, Double> copies) {
        String name = result.getParams().getBenchmark().replace("org.quorumsgd.benchmarks.", "");
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> key + "=" + result.getParams().getParam(key))
                .collect(Collectors.joining(" "));
        double micros = 1e-3 / result.getPrimaryResult().getScore();
        double rate = gigabytesPerSecond(result);
        Double copy = result.getParams().getParamsKeys().contains("n")
                ? copies.get(result.getParams().getParam("n"))
                : null;
        System.out.printf(
                Locale.ROOT,
                "%-62s %12.2f %8s %10s%n",
                name + " " + parameters,
                micros,
                Double.isNaN(rate) ? "" : String.format(Locale.ROOT, "%.1f", rate),
                copy == null || Double.isNaN(rate) ? "" : String.format(Locale.ROOT, "%.2f", rate / copy));
    }

    /** Bytes per nanosecond. */
    private static double gigabytesPerSecond(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get(BYTES);
        return bytes == null ? Double.NaN : bytes.getScore();
    }
}
