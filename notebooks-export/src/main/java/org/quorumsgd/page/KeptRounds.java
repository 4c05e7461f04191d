package org.quorumsgd.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which rounds of a run stay when there are more than a chart can show. Of every bucket of equally many rounds one stays, the one
 * with the most measures, so that rare evaluations survive; when there are more buckets than {@code capacity}, buckets
 * become twice as wide. Beside these stay the first and the newest round and those that hold the lowest or highest value of
 * a measure. Rounds come in their order; whatever stays is a round as it was, never a mean.
 *
 * <p>At most {@code capacity} + 2 x measures + 1 rounds. Not thread-safe.
 *
 * @param <R> what is kept of a round; equal only to itself
 */
public final class KeptRounds<R extends KeptRounds.Round> {
    /** A round and its measures, which have numbers from 0. */
    public interface Round {
        long round();

        /** NaN where it is not measured. */
        double value(int measure);

        /** How many measures the round has. */
        int measured();
    }

    private final List<@Nullable R> lowest;
    private final List<@Nullable R> highest;
    private NavigableMap<Long, R> buckets = new TreeMap<>();
    private @Nullable R newest;
    private int capacity;
    private long bucketRounds = 1;

    public KeptRounds(int measures, int capacity) {
        this.lowest = new ArrayList<>(Collections.nCopies(measures, null));
        this.highest = new ArrayList<>(Collections.nCopies(measures, null));
        this.capacity = capacity;
    }

    /** At most {@code capacity} and a few of the rows, in their order. */
    public static <R extends Round> List<R> thin(Iterable<R> rows, int measures, int capacity) {
        KeptRounds<R> kept = new KeptRounds<>(measures, capacity);
        rows.forEach(kept::add);
        return kept.rows();
    }

    /** Takes the next round; the answer is what no longer stays. */
    public Collection<R> add(R row) {
        List<R> released = new ArrayList<>();
        if (newest != null) {
            released.add(newest);
        }
        newest = row;
        for (int measure = 0; measure < lowest.size(); measure++) {
            double value = row.value(measure);
            R low = lowest.get(measure);
            if (low == null ? !Double.isNaN(value) : value < low.value(measure)) {
                lowest.set(measure, row);
                addUnlessNull(released, low);
            }
            R high = highest.get(measure);
            if (high == null ? !Double.isNaN(value) : value > high.value(measure)) {
                highest.set(measure, row);
                addUnlessNull(released, high);
            }
        }
        enter(buckets, row, released);
        widen(released);
        return notKept(released);
    }

    /** Makes do with fewer rounds from now on; the answer is what no longer stays. */
    public Collection<R> shrinkTo(int smallerCapacity) {
        capacity = Math.min(capacity, smallerCapacity);
        List<R> released = new ArrayList<>();
        widen(released);
        return notKept(released);
    }

    public List<R> rows() {
        NavigableMap<Long, R> rows = new TreeMap<>();
        buckets.values().forEach(row -> rows.put(row.round(), row));
        Stream.concat(lowest.stream(), highest.stream())
                .filter(Objects::nonNull)
                .forEach(row -> rows.put(row.round(), row));
        if (newest != null) {
            rows.put(newest.round(), newest);
        }
        return List.copyOf(rows.values());
    }

    private void widen(List<R> released) {
        while (buckets.size() > capacity) {
            bucketRounds *= 2;
            NavigableMap<Long, R> wider = new TreeMap<>();
            buckets.values().forEach(row -> enter(wider, row, released));
            buckets = wider;
        }
    }

    private void enter(NavigableMap<Long, R> into, R row, List<R> released) {
        R rival = into.putIfAbsent(row.round() / bucketRounds, row);
        if (rival != null && row.measured() > rival.measured()) {
            into.put(row.round() / bucketRounds, row);
            released.add(rival);
        } else if (rival != null) {
            released.add(row);
        }
    }

    private List<R> notKept(List<R> rows) {
        return rows.stream().filter(row -> !isKept(row)).distinct().toList();
    }

    private boolean isKept(R row) {
        if (row == newest || Objects.equals(buckets.get(row.round() / bucketRounds), row)) {
            return true;
        }
        return Stream.concat(lowest.stream(), highest.stream()).anyMatch(extreme -> extreme == row);
    }

    private static <R> void addUnlessNull(List<R> rows, @Nullable R row) {
        if (row != null) {
            rows.add(row);
        }
    }
}
