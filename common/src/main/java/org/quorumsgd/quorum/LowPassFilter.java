package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/**
 * q_{r+1} = q_r + beta (xbar_r - q_r): the quorum variable is a low-pass filter of the centre of mass (EASGD; Zhang et al. 2015,
 * eq. 6; Boffi &amp; Slotine 2020, eqs. 3, 5). Both sides take the old values, which conserves q + sum_i x^i under the elastic
 * pull. Unstable from beta of about 2 on.
 */
public record LowPassFilter() implements QuorumDynamics {
    @Override
    public QuorumState next(QuorumState state, Vector centre, Vector nextCentre, double beta) {
        Vector next = state.quorum().copy();
        next.moveTowards(centre, (float) beta);
        return QuorumState.of(next);
    }
}
