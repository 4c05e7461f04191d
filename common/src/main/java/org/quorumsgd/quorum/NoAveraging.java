package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/** The newest value alone. */
public record NoAveraging() implements Averaging {
    @Override
    public Vector next(Vector average, Vector value, long averaged) {
        return value;
    }
}
