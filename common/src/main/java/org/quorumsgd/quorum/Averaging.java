package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/** An average over the rounds that is reported and never fed back to the agents. */
public interface Averaging {
    /**
     * The average after one more round; the arguments stay as they are.
     *
     * @param average of all values so far, shape (n,)
     * @param value the newest one
     * @param averaged how many values the average holds so far, at least 1
     */
    Vector next(Vector average, Vector value, long averaged);
}
