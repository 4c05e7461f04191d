package org.quorumsgd.ensemble;

import java.util.Arrays;

/**
 * How long a round may take before somebody is told who is late: max(floor, factor x median of the last {@value #WINDOW} rounds),
 * in seconds of wall time. The first {@value #ROUNDS_TO_TIME} rounds, which start executors, load data and compile code, have no
 * median that says anything; they, and everything else that is not a round, get the long limit, {@value #LONG} x floor. Not
 * thread-safe.
 */
public final class RoundDeadline {
    static final int ROUNDS_TO_TIME = 5;
    static final int WINDOW = 101;
    static final double LONG = 10;

    private final double factor;
    private final double floorSeconds;
    private final double[] window = new double[WINDOW];
    private long rounds;

    /**
     * No round so far.
     *
     * @param factor at least 1
     * @param floorSeconds above 0
     */
    public RoundDeadline(double factor, double floorSeconds) {
        if (!(factor >= 1)) {
            throw new IllegalArgumentException("Invalid factor of the deadline: " + factor + " (expected at least 1)");
        }
        if (!(floorSeconds > 0)) {
            throw new IllegalArgumentException("Invalid floor of the deadline: " + floorSeconds + " (expected > 0)");
        }
        this.factor = factor;
        this.floorSeconds = floorSeconds;
    }

    /** A round has ended after so many seconds, at least 0. */
    public void completed(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("Invalid length of a round: " + seconds + " (expected at least 0)");
        }
        window[(int) (rounds % WINDOW)] = seconds;
        rounds++;
    }

    /** Of the next round. */
    public double seconds() {
        return rounds < ROUNDS_TO_TIME ? longSeconds() : Math.max(floorSeconds, factor * usualSeconds());
    }

    /** Of what may have to load data and models, and of what has no median. */
    public double longSeconds() {
        return LONG * floorSeconds;
    }

    /** The median; NaN where it does not say anything yet. */
    public double usualSeconds() {
        if (rounds < ROUNDS_TO_TIME) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(window, (int) Math.min(rounds, WINDOW));
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
