package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/** q = xbar: the quorum variable is the centre of mass (QSGD; Boffi &amp; Slotine 2020, eq. 6). */
public record InstantMean() implements QuorumDynamics {
    @Override
    public Vector next(Vector quorum, Vector centre, Vector nextCentre, double strength, int agents) {
        return nextCentre;
    }
}
