package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/** q = the centre itself (QSGD; Boffi &amp; Slotine 2020, eq. 6). */
public record InstantMean() implements QuorumDynamics {
    @Override
    public QuorumState next(QuorumState state, Vector centre, Vector nextCentre, double beta) {
        return QuorumState.of(nextCentre);
    }
}
