package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/**
 * the mean of all values since averaging began (Polyak &amp; Juditsky 1992; Boffi &amp; Slotine 2020, Lemma 5.5), as the running mean y' = y + (x -
 * y) / (t + 1) in single precision: differences below half a unit in the last place of y times t no longer count.
 */
public record PolyakAveraging() implements Averaging {
    @Override
    public Vector next(Vector average, Vector value, long averaged) {
        Vector next = average.copy();
        next.moveTowards(value, (float) (1.0 / (averaged + 1)));
        return next;
    }
}
