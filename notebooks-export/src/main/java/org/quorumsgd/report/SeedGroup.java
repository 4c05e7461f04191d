package org.quorumsgd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RunStatus;

/**
 * Runs that differ in their seed only.
 *
 * @param name the keys in which it differs from the other groups, with their values
 */
record SeedGroup(String name, List<RunCurves> runs) {

    /** Groups in the order of their first runs. */
    static List<SeedGroup> of(List<RunCurves> runs) {
        Map<Map<String, String>, List<RunCurves>> bySettings = runs.stream()
                .collect(Collectors.groupingBy(run -> run.facts().settings(), LinkedHashMap::new, Collectors.toList()));
        Map<Map<String, String>, String> names =
                GroupNames.of(runs.stream().map(RunCurves::facts).toList());
        List<SeedGroup> groups = new ArrayList<>();
        bySettings.forEach((settings, members) -> groups.add(new SeedGroup(names.getOrDefault(settings, ""), members)));
        return groups;
    }

    /** Those whose results count: the done ones; where there are none yet, those that are on their way. */
    List<RunCurves> judged() {
        List<RunCurves> done =
                runs.stream().filter(run -> has(run, RunStatus.DONE)).toList();
        return done.isEmpty()
                ? runs.stream()
                        .filter(run -> has(run, RunStatus.RUNNING) || has(run, RunStatus.INTERRUPTED))
                        .toList()
                : done;
    }

    private static boolean has(RunCurves run, RunStatus status) {
        return run.facts().manifest().status() == status;
    }

    /** The newest values of the runs whose results count. */
    Sample results(Column measure) {
        return new Sample(judged().stream().map(run -> run.latest(measure)).toList());
    }

    /** Values of a measure by round, where all runs whose results count have it; of all runs where none counts. */
    NavigableMap<Long, Sample> curve(Column measure) {
        List<RunCurves> drawn = judged().isEmpty() ? runs : judged();
        List<NavigableMap<Long, Double>> curves = drawn.stream()
                .map(run -> run.curve(measure).points())
                .filter(points -> !points.isEmpty())
                .toList();
        NavigableMap<Long, Sample> common = new TreeMap<>();
        if (!curves.isEmpty()) {
            curves.get(0).keySet().stream()
                    .filter(round -> curves.stream().allMatch(points -> points.containsKey(round)))
                    .forEach(round -> common.put(
                            round,
                            new Sample(curves.stream()
                                    .map(points -> points.getOrDefault(round, Double.NaN))
                                    .toList())));
        }
        return common;
    }
}
