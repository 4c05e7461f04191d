package org.quorumsgd.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.bench.Comparison;
import org.quorumsgd.bench.Launcher;
import org.quorumsgd.bench.Machine;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.BenchReport;
import org.quorumsgd.run.BenchTable;
import org.quorumsgd.run.RunIds;
import org.quorumsgd.run.TableWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code quorum bench}: the job beside others on the same cores, in turn (A B C A B C ...), each in a process of its own. Noise on
 * the machine hits all of them; the ratio within a repetition is what counts.
 */
@Command(
        name = "bench",
        description = "Measures the Spark job beside the same network without Spark, libtorch and Deeplearning4j's own"
                + " training, in turn, and what a round costs.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "Fewer and shorter repetitions; under 3 minutes on 2 cores.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "These comparisons, of: training, round, small-round, driver, memory, start, evaluation, machine,"
                            + " simulation. Default: all; --quick leaves memory, evaluation, machine and simulation out.")
    private List<String> only = List.of();

    @Option(names = "--repetitions", paramLabel = "N", description = "Of every comparison; default: its own number.")
    private int repetitions;

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description =
                    "Another network or number of agents in training; default: boffi-cnn, batch 128, 2 agents, QSGD.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory that the results' directory is made in. Default: runs.")
    private String out = Keys.OUTPUT_DIR.defaultValue();

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Name of the results' directory; default: bench and the time.")
    private @Nullable String runId;

    @Option(names = "--root", paramLabel = "DIR", hidden = true, description = "The checkout; bin/quorum gives it.")
    private Path root = Path.of("");

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        Path directory = Path.of(out, runId != null ? runId : RunIds.of("bench", start));
        check(directory);
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Path scratch = Files.createTempDirectory("quorum-bench");
        try {
            Launcher launcher = new Launcher(
                    jar(), Path.of(System.getenv("SPARK_HOME")), root.toAbsolutePath(), logs.toAbsolutePath(), scratch);
            BenchReport report = run(new Comparisons(launcher, quick, repetitions, overrides), start);
            write(report, directory);
            new BenchText(report).lines().forEach(console::println);
            console.println("Written to " + directory);
            return report.leftOut().keySet().stream().anyMatch(Comparisons.NAMES::contains)
                    ? ExitCode.FAILED.code
                    : ExitCode.DONE.code;
        } finally {
            delete(scratch);
        }
    }

    private void check(Path directory) {
        Problems problems = new Problems();
        only.stream()
                .filter(name -> !Comparisons.NAMES.contains(name))
                .forEach(name -> problems.invalid("--only", name, "one of " + String.join(", ", Comparisons.NAMES)));
        if (repetitions < 0) {
            problems.invalid("--repetitions", repetitions, "at least 1, or none");
        }
        if (runId != null) {
            RunIds.check(runId, problems);
        }
        if (Files.exists(directory)) {
            problems.invalid("output directory", directory, "one that does not exist yet");
        }
        if (System.getenv("SPARK_HOME") == null) {
            problems.invalid("SPARK_HOME", "none", "the Spark that the contenders run in; bin/quorum sets it");
        }
        problems.throwIfAny();
        TrainingComparison.check(overrides);
    }

    private BenchReport run(Comparisons comparisons, Instant start) {
        long begin = System.nanoTime();
        List<BenchReport.Row> rows = new ArrayList<>();
        List<BenchReport.Measurements> contenders = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        List<String> names = only.isEmpty() ? comparisons.names() : only;
        if (names.contains("training")) {
            TrainingComparison.missingPeers(comparisons.launcher())
                    .forEach(peer -> leftOut.put(peer, "not built: needs Maven and the sources"));
        }
        for (String name : names) {
            String obstacle = comparisons.obstacle(name);
            if (obstacle != null) {
                leftOut.put(name + " comparison", obstacle);
                continue;
            }
            Comparison comparison = comparisons.named(name);
            console.println(name + ": " + comparison.title());
            long comparisonBegin = System.nanoTime();
            try {
                Comparison.Outcome outcome = comparison.run(line -> console.println("  " + line));
                rows.addAll(outcome.rows());
                contenders.addAll(outcome.contenders());
            } catch (IllegalStateException e) {
                console.println("  failed: " + e.getMessage());
                leftOut.put(name, String.valueOf(e.getMessage()));
            }
            console.printf(Locale.ROOT, "  %.0f s%n", (System.nanoTime() - comparisonBegin) * 1e-9);
        }
        return new BenchReport(
                start,
                (System.nanoTime() - begin) * 1e-9,
                quick,
                Versions.commit(),
                Machine.description(),
                Versions.components(),
                rows,
                contenders,
                leftOut);
    }

    private static void write(BenchReport report, Path directory) throws IOException {
        Files.write(directory.resolve("bench.json"), report.toJson());
        OutputStream csv = Files.newOutputStream(directory.resolve("bench.csv"));
        try (TableWriter table = new TableWriter(csv, BenchTable.SCHEMA)) {
            for (BenchReport.Row row : report.rows()) {
                table.append(BenchTable.row(row));
            }
        }
    }

    private static Path jar() {
        try {
            return Path.of(Quorum.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Links are deleted, not followed. */
    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
