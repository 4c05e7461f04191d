package org.quorumsgd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How stale the commits of a run were: counts by agent and staleness, from which moments and a histogram follow exactly. Empty for
 * agents that went round together.
 */
final class StalenessDigest {
    /** Enough for every staleness of a few agents; of many agents several stand in one bar. */
    static final int MOST_BARS = 60;

    /** How often each staleness came. */
    private static final class Counts {
        private final SortedMap<Long, Long> commits = new TreeMap<>();

        void add(long staleness, long times) {
            commits.merge(staleness, times, Long::sum);
        }

        long number() {
            return commits.values().stream().mapToLong(Long::longValue).sum();
        }

        /** The mean of the staleness to a power; NaN of no commit. */
        double moment(int power) {
            double sum = 0;
            for (Map.Entry<Long, Long> each : commits.entrySet()) {
                sum += each.getValue() * Math.pow(each.getKey(), power);
            }
            return sum / number();
        }

        long largest() {
            return commits.isEmpty() ? 0 : commits.lastKey();
        }

        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("commits", number());
            json.put("mean", PageJson.number(moment(1)));
            json.put("rms", PageJson.number(Math.sqrt(moment(2))));
            json.put("largest", largest());
            return json;
        }
    }

    private final Counts all = new Counts();
    private final SortedMap<Long, Counts> agents = new TreeMap<>();

    void add(long agent, long staleness, long commits) {
        all.add(staleness, commits);
        agents.computeIfAbsent(agent, ignored -> new Counts()).add(staleness, commits);
    }

    boolean isEmpty() {
        return agents.isEmpty();
    }

    /** Commits by staleness: bars of one width from 0 to the largest, named by their lowest staleness. */
    SortedMap<Long, Long> histogram() {
        long width = all.largest() / MOST_BARS + 1;
        SortedMap<Long, Long> bars = new TreeMap<>();
        for (long from = 0; from <= all.largest(); from += width) {
            bars.put(from, 0L);
        }
        all.commits.forEach((staleness, commits) -> bars.merge(staleness / width * width, commits, Long::sum));
        return bars;
    }

    /** Mean, root mean square and largest of all and of each agent, and the histogram. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = all.json();
        SortedMap<Long, Long> bars = histogram();
        json.put("histogram", Map.of("from", List.copyOf(bars.keySet()), "commits", List.copyOf(bars.values())));
        List<Map<String, @Nullable Object>> each = new ArrayList<>();
        agents.forEach((agent, counts) -> {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("agent", agent);
            row.putAll(counts.json());
            each.add(row);
        });
        json.put("agents", each);
        return json;
    }
}
