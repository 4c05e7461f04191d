package org.quorumsgd.nights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A night against those before it. Test error and spread of each group of seeds and the speed of all runs together are compared by
 * Welch's test; Holm's method (Scand. J. Stat. 6, 1979) keeps the chance of any false alarm in a night below
 * {@link #FALSE_ALARMS}. Changes below {@link NightMeasure#smallestEffect} are not named: the speed of a shared machine wanders
 * from night to night by more than it does within one.
 *
 * @param earlier the nights that tonight is compared with
 * @param changes certain and large, regressions first
 * @param tests how many comparisons were made
 * @param broken runs that are not done tonight and were done last night
 * @param otherBits runs whose quorum differs from last night's of the same configuration, seed included
 * @param differences settings that differ from last night's, as texts
 */
record NightComparison(
        List<Night> earlier,
        List<Change> changes,
        int tests,
        List<NightRun> broken,
        List<NightRun> otherBits,
        List<String> differences) {
    /** Chance that a night like those before it has any change named. */
    static final double FALSE_ALARMS = 0.01;

    private static final double LEVEL = 0.95;
    private static final String ALL = "";

    /** @param earlier oldest first */
    static NightComparison of(List<Night> earlier, Night tonight) {
        if (earlier.isEmpty()) {
            return new NightComparison(earlier, List.of(), 0, List.of(), List.of(), List.of());
        }
        List<Change> candidates = new ArrayList<>();
        for (String group : tonight.groups().keySet()) {
            for (NightMeasure measure : List.of(NightMeasure.ERROR, NightMeasure.SPREAD)) {
                add(candidates, group, measure, together(earlier, group, measure), tonight.values(group, measure));
            }
        }
        addSpeed(candidates, earlier, tonight);
        Night last = earlier.get(earlier.size() - 1);
        return new NightComparison(
                earlier,
                certainAndLarge(candidates),
                candidates.size(),
                broken(last, tonight),
                otherBits(last, tonight),
                differences(last.settings(), tonight.settings()));
    }

    boolean hasRegressions() {
        return !broken.isEmpty() || changes.stream().anyMatch(Change::isRegression);
    }

    private static double[] together(List<Night> nights, String group, NightMeasure measure) {
        return nights.stream()
                .flatMapToDouble(night -> DoubleStream.of(night.values(group, measure)))
                .toArray();
    }

    /** Speeds relative to the earlier mean of their group, of all groups in one sample. */
    private static void addSpeed(List<Change> candidates, List<Night> earlier, Night tonight) {
        List<Double> before = new ArrayList<>();
        List<Double> now = new ArrayList<>();
        for (String group : tonight.groups().keySet()) {
            double[] speeds = together(earlier, group, NightMeasure.SPEED);
            double mean = StatUtils.mean(speeds);
            if (mean > 0) {
                Arrays.stream(speeds).forEach(speed -> before.add(speed / mean));
                Arrays.stream(tonight.values(group, NightMeasure.SPEED)).forEach(speed -> now.add(speed / mean));
            }
        }
        add(candidates, ALL, NightMeasure.SPEED, array(before), array(now));
    }

    private static void add(
            List<Change> candidates, String group, NightMeasure measure, double[] before, double[] tonight) {
        if (before.length > 1 && tonight.length > 1) {
            candidates.add(new Change(
                    group,
                    measure,
                    StatUtils.mean(before),
                    StatUtils.mean(tonight),
                    before.length,
                    tonight.length,
                    WelchTest.of(before, tonight, LEVEL)));
        }
    }

    /** Holm: the k-th smallest of m p-values is held against alpha / (m - k + 1), until the first that fails. */
    private static List<Change> certainAndLarge(List<Change> candidates) {
        List<Change> byCertainty = candidates.stream()
                .sorted(Comparator.comparingDouble(change -> change.test().pValue()))
                .toList();
        int certain = 0;
        while (certain < byCertainty.size()
                && byCertainty.get(certain).test().pValue() <= FALSE_ALARMS / (byCertainty.size() - certain)) {
            certain++;
        }
        return byCertainty.subList(0, certain).stream()
                .filter(change -> Math.abs(change.test().difference())
                        >= change.measure().smallestEffect * Math.abs(change.before()))
                .sorted(Comparator.comparing(change -> !change.isRegression()))
                .toList();
    }

    private static List<NightRun> broken(Night last, Night tonight) {
        List<String> done =
                last.runs().stream().filter(NightRun::isDone).map(NightRun::run).toList();
        return tonight.runs().stream()
                .filter(run -> !run.isDone() && !run.isStopped() && done.contains(run.run()))
                .toList();
    }

    private static List<NightRun> otherBits(Night last, Night tonight) {
        Map<String, String> before = new HashMap<>();
        for (NightRun run : last.runs()) {
            if (run.isDone() && run.cell() != null && run.quorumSha256() != null) {
                before.put(run.cell(), run.quorumSha256());
            }
        }
        return tonight.runs().stream()
                .filter(run -> run.isDone() && before.containsKey(run.cell()))
                .filter(run -> !Objects.equals(before.get(run.cell()), run.quorumSha256()))
                .toList();
    }

    /** What differs in every group that both nights have stands once, the rest behind its group. */
    private static List<String> differences(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> now) {
        List<String> groups = now.keySet().stream().filter(before::containsKey).toList();
        Map<String, List<String>> groupsByText = new TreeMap<>();
        for (String group : groups) {
            for (String text : differing(before.getOrDefault(group, Map.of()), now.getOrDefault(group, Map.of()))) {
                groupsByText.computeIfAbsent(text, each -> new ArrayList<>()).add(group);
            }
        }
        List<String> differences = new ArrayList<>();
        groupsByText.forEach((text, its) -> {
            if (its.size() == groups.size()) {
                differences.add(text);
            } else {
                its.forEach(group -> differences.add(group + ": " + text));
            }
        });
        return differences;
    }

    private static List<String> differing(Map<String, String> before, Map<String, String> now) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(before.get(key), now.get(key)))
                .map(key -> key + ": " + before.getOrDefault(key, "none") + " -> " + now.getOrDefault(key, "none"))
                .toList();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }
}
