package org.quorumsgd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.StalenessHistogram;
import org.quorumsgd.run.StalenessTable;

/** staleness.csv as a page shows it: of all commits and of each agent's. Empty for agents that went round together. */
final class StalenessDigest {
    /** Enough for every staleness of a few agents; of many agents several stand in one bar. */
    static final int MOST_BARS = 60;

    private final StalenessHistogram all = new StalenessHistogram();
    private final SortedMap<Long, StalenessHistogram> agents = new TreeMap<>();

    void add(Row row) {
        all.add(row);
        agents.computeIfAbsent(row.whole(StalenessTable.AGENT), first -> new StalenessHistogram())
                .add(row);
    }

    boolean isEmpty() {
        return agents.isEmpty();
    }

    /** Commits by staleness, in bars of one width from 0 to the largest; a bar is named by its lowest staleness. */
    SortedMap<Long, Long> bars() {
        long width = all.largest() / MOST_BARS + 1;
        SortedMap<Long, Long> bars = new TreeMap<>();
        for (long from = 0; from <= all.largest(); from += width) {
            bars.put(from, 0L);
        }
        for (Row row : all.rows()) {
            bars.merge(
                    row.whole(StalenessTable.STALENESS) / width * width, row.whole(StalenessTable.COMMITS), Long::sum);
        }
        return bars;
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = moments(all);
        SortedMap<Long, Long> bars = bars();
        json.put("bars", Map.of("from", List.copyOf(bars.keySet()), "commits", List.copyOf(bars.values())));
        List<Map<String, @Nullable Object>> each = new ArrayList<>();
        agents.forEach((agent, histogram) -> {
            Map<String, @Nullable Object> row = moments(histogram);
            row.put("agent", agent);
            each.add(row);
        });
        json.put("agents", each);
        return json;
    }

    private static Map<String, @Nullable Object> moments(StalenessHistogram of) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("commits", of.commits());
        json.put("mean", PageJson.number(of.mean()));
        json.put("rms", PageJson.number(of.rootMeanSquare()));
        json.put("largest", of.largest());
        return json;
    }
}
