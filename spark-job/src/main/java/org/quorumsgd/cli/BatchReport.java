package org.quorumsgd.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.Keys;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableSchema;

/** How the runs of a batch stand: a line as each ends, the rows of batch.csv, and a table that compares them. */
final class BatchReport {
    private final Batch batch;
    private final BatchTable table;
    private final PrintStream console;
    private final Map<String, BatchResult> results = new LinkedHashMap<>();
    private long begin;
    private int toDo;
    private int ended;

    BatchReport(Batch batch, PrintStream console) {
        this.batch = batch;
        this.table =
                new BatchTable(batch.varied().stream().map(key -> key.name()).toList());
        this.console = console;
        batch.runs().forEach(run -> results.put(run.label(), BatchResult.pending(run)));
    }

    /** Takes in a run that an earlier attempt at the batch has done. */
    void alreadyDone(BatchResult result) {
        results.put(result.run().label(), result);
    }

    void begin(int runs) {
        int all = batch.runs().size();
        toDo = runs;
        begin = System.nanoTime();
        console.printf(
                Locale.ROOT,
                "%,d %s%s%n",
                runs,
                runs == 1 ? "run" : "runs",
                runs < all ? " to do, " + before(all - runs) : "");
    }

    private String before(int runs) {
        long stopped = results.values().stream()
                .filter(result -> result.is(RunStatus.STOPPED))
                .count();
        return runs - stopped + " done before" + (stopped > 0 ? ", " + stopped + " stopped before" : "");
    }

    /** Takes in a run that has just ended and tells of it. */
    void ended(BatchResult result) {
        results.put(result.run().label(), result);
        ended++;
        double seconds = (System.nanoTime() - begin) * 1e-9;
        Summary summary = result.summary();
        List<String> parts = new ArrayList<>();
        parts.add(ended + "/" + toDo);
        parts.add(result.run().label());
        parts.add(result.statusText());
        if (summary != null && summary.testError() != null) {
            parts.add(format("test error %.4f", summary.testError()));
        } else if (summary != null && summary.testLoss() != null) {
            parts.add(format("test loss %.4g", summary.testLoss()));
        }
        if (summary != null) {
            parts.add(format("%.1f s", summary.seconds()));
        }
        if (ended < toDo) {
            parts.add(Progress.duration(seconds / ended * (toDo - ended)) + " left");
        }
        console.println(String.join(" · ", parts));
        if (result.failure() != null) {
            console.println("  " + result.failure());
        }
    }

    /** Number of runs by status. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        results.values().forEach(result -> counts.merge(result.statusText(), 1, Integer::sum));
        return counts;
    }

    TableSchema schema() {
        return table.schema();
    }

    /** One row a run, in the order of the batch. */
    List<Row> rows() {
        return results.values().stream()
                .map(result -> table.row(
                        result.run().label(),
                        result.run().cell(),
                        result.run().group(),
                        batch.values(result.run()),
                        result.statusText(),
                        result.summary(),
                        result.failure()))
                .toList();
    }

    /** One line for all runs that differ in their seed only: mean and sample standard deviation over those that are done. */
    void printTable() {
        Map<String, List<BatchResult>> groups = results.values().stream()
                .collect(
                        Collectors.groupingBy(result -> result.run().group(), LinkedHashMap::new, Collectors.toList()));
        List<List<Summary>> done =
                groups.values().stream().map(BatchReport::done).toList();
        List<Sample> errors = Sample.ofEach(done, Summary::testError);
        List<String> errorMeans = Sample.means(errors);
        List<String> lossMeans = Sample.means(Sample.ofEach(done, Summary::testLoss));
        List<String> spreadMeans = Sample.means(Sample.ofEach(done, Summary::spread));
        TextTable text =
                new TextTable("configuration", "runs", "test error", "min .. max", "test loss", "spread at the end");
        int line = 0;
        for (Map.Entry<String, List<BatchResult>> group : groups.entrySet()) {
            int runs = group.getValue().size();
            int runsDone = done.get(line).size();
            text.add(
                    group.getKey(),
                    runsDone == runs ? Integer.toString(runs) : runsDone + " of " + runs,
                    errorMeans.get(line),
                    errors.get(line).range(),
                    lossMeans.get(line),
                    spreadMeans.get(line));
            line++;
        }
        console.println();
        console.println("Mean ± standard deviation over the seeds, of the runs that are done");
        text.lines().forEach(console::println);
        List.of("stopped", "diverged", "failed", "interrupted", "pending").forEach(this::listRuns);
    }

    private static List<Summary> done(List<BatchResult> results) {
        return results.stream()
                .filter(result -> result.is(RunStatus.DONE))
                .map(BatchResult::summary)
                .filter(Objects::nonNull)
                .toList();
    }

    private void listRuns(String status) {
        Map<String, List<BatchResult>> groups = results.values().stream()
                .filter(result -> result.statusText().equals(status))
                .collect(Collectors.groupingBy(BatchReport::configuration, LinkedHashMap::new, Collectors.toList()));
        if (!groups.isEmpty()) {
            int runs = groups.values().stream().mapToInt(List::size).sum();
            String listed = groups.entrySet().stream()
                    .map(group -> group.getValue().size() == 1
                            ? group.getValue().get(0).run().label()
                            : group.getKey() + " (" + group.getValue().size() + ")")
                    .collect(Collectors.joining("; "));
            console.println(runs + " " + status + ": " + listed);
        }
    }

    /** What the runs that differ in their seed only have in common, for a reader. */
    private static String configuration(BatchResult result) {
        String group = result.run().group();
        return group.isEmpty() ? result.run().configuration().value(Keys.NAME) : group;
    }

    /** A diverged run is a result; one that failed is not. */
    ExitCode exitCode() {
        if (has(RunStatus.FAILED)) {
            return ExitCode.FAILED;
        }
        return has(RunStatus.INTERRUPTED) || has(null) ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }

    boolean isComplete() {
        return !has(RunStatus.INTERRUPTED) && !has(null);
    }

    private boolean has(@Nullable RunStatus status) {
        return results.values().stream().anyMatch(result -> result.status() == status);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
