package org.quorumsgd.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs that a configuration file with a {@code batch} section describes, at least one; {@link BatchLoader} makes it.
 *
 * @param varied the keys in which the runs differ: those of the list of runs, then those of the grid, in the file's order
 * @param contests runs that are held against each other before their end: those of one file, where it says so
 */
public record Batch(List<Key<?>> varied, List<Run> runs, List<Contest> contests) {
    public Batch {
        varied = List.copyOf(varied);
        runs = List.copyOf(runs);
        contests = List.copyOf(contests);
    }

    /** Runs of which the hopeless ones stop early. */
    public record Contest(EarlyStop rule, List<Run> runs) {
        public Contest {
            runs = List.copyOf(runs);
        }
    }

    /**
     * One run of a batch.
     *
     * @param label unique in the batch and fit for a file name
     * @param group the label without the seed, for a reader; runs that differ in their seed only have it in common
     */
    public record Run(String label, String group, Configuration configuration) {
        /** The same for the same values of all keys, in whatever batch, 12 hex digits. */
        public String cell() {
            return configuration.sha256().substring(0, 12);
        }
    }

    /** A single run; its label is empty. */
    public static Batch of(Configuration configuration) {
        return new Batch(List.of(), List.of(new Run("", "", configuration)), List.of());
    }

    /** The runs of several files, each file's behind its name. */
    public static Batch joined(Map<String, Batch> byFile) {
        Set<Key<?>> varied = new LinkedHashSet<>();
        RunLabels labels = new RunLabels();
        List<Run> runs = new ArrayList<>();
        List<Contest> contests = new ArrayList<>();
        byFile.forEach((file, batch) -> {
            varied.addAll(batch.varied);
            Map<Run, Run> joined = new LinkedHashMap<>();
            for (Run run : batch.runs) {
                joined.put(
                        run,
                        new Run(
                                labels.unique(BatchChoice.joined(file, ",", run.label)),
                                BatchChoice.joined(file, ", ", run.group),
                                run.configuration));
            }
            runs.addAll(joined.values());
            for (Contest contest : batch.contests) {
                contests.add(new Contest(
                        contest.rule,
                        contest.runs.stream()
                                .map(run -> Objects.requireNonNull(joined.get(run)))
                                .toList()));
            }
        });
        return new Batch(List.copyOf(varied), runs, contests);
    }

    /** Adds a problem for each file with a run that is, key by key, one of an earlier file. */
    public static void checkDiffer(Map<String, Batch> byFile, Problems problems) {
        Map<Configuration, String> seen = new HashMap<>();
        byFile.forEach((file, batch) -> {
            List<Run> repeated = batch.runs.stream()
                    .filter(run -> seen.containsKey(run.configuration))
                    .toList();
            if (!repeated.isEmpty()) {
                Run first = repeated.get(0);
                problems.invalid(
                        "run of " + file,
                        first.label.isEmpty() ? "cell " + first.cell() : first.label,
                        "another than in " + seen.get(first.configuration)
                                + (repeated.size() > 1 ? "; " + repeated.size() + " runs are in both" : ""));
            }
            batch.runs.forEach(run -> seen.putIfAbsent(run.configuration, file));
        });
    }

    /** The run's values of the varied keys, by name, as text; null for a key without a value. */
    public Map<String, @Nullable String> values(Run run) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (Key<?> key : varied) {
            Object json = run.configuration.json(key);
            values.put(
                    key.name(),
                    json == null ? null : Secrets.masked(json instanceof String text ? text : HoconWriter.value(json)));
        }
        return values;
    }
}
