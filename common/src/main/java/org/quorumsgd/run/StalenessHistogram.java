package org.quorumsgd.run;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many commits of each agent had which staleness: the counts of {@code staleness.csv}. Counts of parts of a run add up to those of the
 * whole. Memory: one number for each pair that occurs. Not thread-safe.
 */
public final class StalenessHistogram {
    /** Agent to staleness to commits. */
    private final NavigableMap<Integer, NavigableMap<Integer, Long>> counts = new TreeMap<>();

    public void add(int agent, int staleness, long commits) {
        counts.computeIfAbsent(agent, first -> new TreeMap<>()).merge(staleness, commits, Long::sum);
    }

    /** Adds the count that a row of {@link StalenessTable} has. */
    public void add(Row row) {
        add(
                Math.toIntExact(row.whole(StalenessTable.AGENT)),
                Math.toIntExact(row.whole(StalenessTable.STALENESS)),
                row.whole(StalenessTable.COMMITS));
    }

    public void clear() {
        counts.clear();
    }

    /** One row an agent and staleness, in this order. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        counts.forEach((agent, ofAgent) -> ofAgent.forEach((staleness, commits) -> rows.add(StalenessTable.SCHEMA
                .row()
                .set(StalenessTable.AGENT, (long) agent)
                .set(StalenessTable.STALENESS, (long) staleness)
                .set(StalenessTable.COMMITS, (long) commits))));
        return rows;
    }

    public long commits() {
        return Math.round(sum(0));
    }

    /** S_avg; NaN without commits. */
    public double mean() {
        return sum(1) / sum(0);
    }

    /** S_rms, the root of the mean of the squares; NaN without commits. */
    public double rootMeanSquare() {
        return Math.sqrt(sum(2) / sum(0));
    }

    /** S_max; 0 without commits. */
    public int largest() {
        return counts.values().stream().mapToInt(NavigableMap::lastKey).max().orElse(0);
    }

    /** The sum of a power of the staleness over all commits; exact up to 2^53. */
    private double sum(int power) {
        double sum = 0;
        for (NavigableMap<Integer, Long> ofAgent : counts.values()) {
            for (var entry : ofAgent.entrySet()) {
                sum += Math.pow(entry.getKey(), power) * entry.getValue();
            }
        }
        return sum;
    }
}
