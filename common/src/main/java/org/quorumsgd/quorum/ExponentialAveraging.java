package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/**
 * y' = gamma y + (1 - gamma) x: the exponentially weighted quorum variable on which Boffi &amp; Slotine (2020, sec. 6) test QSGD.
 *
 * @param weight gamma in [0, 1)
 */
public record ExponentialAveraging(double weight) implements Averaging {
    @Override
    public Vector next(Vector average, Vector value, long averaged) {
        Vector next = average.copy();
        next.moveTowards(value, (float) (1 - weight));
        return next;
    }
}
