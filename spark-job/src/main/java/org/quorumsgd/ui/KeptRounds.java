package org.quorumsgd.ui;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rounds of a run stay when there are more than a chart can show. Of every bucket of equally many rounds one stays, the one
 * with the most measures, so that rare evaluations survive; when there are more buckets than {@code capacity}, buckets
 * become twice as wide. Beside these stay the first and the newest round and those that hold the lowest or highest value of
 * a measure. Rounds come in their order; whatever stays is a round as it was, never a mean.
 *
 * <p>At most {@code capacity} + 2 x measures + 1 rounds. Not thread-safe.
 */
final class KeptRounds {
    private final @Nullable RoundRow[] lowest = new @Nullable RoundRow[Measure.ALL.size()];
    private final @Nullable RoundRow[] highest = new @Nullable RoundRow[Measure.ALL.size()];
    private NavigableMap<Long, RoundRow> buckets = new TreeMap<>();
    private @Nullable RoundRow newest;
    private int capacity;
    private long bucketRounds = 1;

    KeptRounds(int capacity) {
        this.capacity = capacity;
    }

    /** At most {@code capacity} and a few of the rows, in their order. */
    static List<RoundRow> thin(Iterable<RoundRow> rows, int capacity) {
        KeptRounds kept = new KeptRounds(capacity);
        rows.forEach(kept::add);
        return kept.rows();
    }

    /** Takes the next round; the answer is what no longer stays. */
    Collection<RoundRow> add(RoundRow row) {
        List<RoundRow> released = new ArrayList<>();
        if (newest != null) {
            released.add(newest);
        }
        newest = row;
        for (Measure measure : Measure.ALL) {
            double value = row.value(measure);
            int index = measure.ordinal();
            RoundRow low = lowest[index];
            if (low == null ? !Double.isNaN(value) : value < low.value(measure)) {
                lowest[index] = row;
                addUnlessNull(released, low);
            }
            RoundRow high = highest[index];
            if (high == null ? !Double.isNaN(value) : value > high.value(measure)) {
                highest[index] = row;
                addUnlessNull(released, high);
            }
        }
        enter(buckets, row, released);
        widen(released);
        return notKept(released);
    }

    /** Makes do with fewer rounds from now on; the answer is what no longer stays. */
    Collection<RoundRow> shrinkTo(int smallerCapacity) {
        capacity = Math.min(capacity, smallerCapacity);
        List<RoundRow> released = new ArrayList<>();
        widen(released);
        return notKept(released);
    }

    List<RoundRow> rows() {
        NavigableMap<Long, RoundRow> rows = new TreeMap<>();
        buckets.values().forEach(row -> rows.put(row.round(), row));
        for (Measure measure : Measure.ALL) {
            for (RoundRow row : new @Nullable RoundRow[] {lowest[measure.ordinal()], highest[measure.ordinal()]}) {
                if (row != null) {
                    rows.put(row.round(), row);
                }
            }
        }
        if (newest != null) {
            rows.put(newest.round(), newest);
        }
        return List.copyOf(rows.values());
    }

    private void widen(List<RoundRow> released) {
        while (buckets.size() > capacity) {
            bucketRounds *= 2;
            NavigableMap<Long, RoundRow> wider = new TreeMap<>();
            buckets.values().forEach(row -> enter(wider, row, released));
            buckets = wider;
        }
    }

    private void enter(NavigableMap<Long, RoundRow> into, RoundRow row, List<RoundRow> released) {
        RoundRow rival = into.putIfAbsent(row.round() / bucketRounds, row);
        if (rival != null && row.measured() > rival.measured()) {
            into.put(row.round() / bucketRounds, row);
            released.add(rival);
        } else if (rival != null) {
            released.add(row);
        }
    }

    private List<RoundRow> notKept(List<RoundRow> rows) {
        return rows.stream().filter(row -> !isKept(row)).distinct().toList();
    }

    private boolean isKept(RoundRow row) {
        if (row == newest || Objects.equals(buckets.get(row.round() / bucketRounds), row)) {
            return true;
        }
        for (int index = 0; index < lowest.length; index++) {
            if (row == lowest[index] || row == highest[index]) {
                return true;
            }
        }
        return false;
    }

    private static void addUnlessNull(List<RoundRow> rows, @Nullable RoundRow row) {
        if (row != null) {
            rows.add(row);
        }
    }
}
