package org.quorumsgd.report;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A measure over rounds. Of many points every second, fourth, ... and the newest stay, so that runs which measure in the same
 * rounds keep the same rounds and can be averaged.
 */
final class ThinCurve {
    static final int CAPACITY = 256;

    private final NavigableMap<Long, Double> kept = new TreeMap<>();
    private long points;
    private long stride = 1;
    private long lastRound;
    private double last = Double.NaN;

    /** Takes in the next point; NaN is no point. */
    void add(long round, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        if (points % stride == 0) {
            kept.put(round, value);
        }
        points++;
        lastRound = round;
        last = value;
        if (kept.size() > CAPACITY) {
            halve();
        }
    }

    private void halve() {
        stride *= 2;
        long[] index = {0};
        kept.keySet().removeIf(round -> index[0]++ % 2 == 1);
    }

    /** Round to value, the newest included. */
    NavigableMap<Long, Double> points() {
        NavigableMap<Long, Double> all = new TreeMap<>(kept);
        if (points > 0) {
            all.put(lastRound, last);
        }
        return all;
    }

    /** The newest value, NaN where there is none. */
    double last() {
        return last;
    }
}
