package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/**
 * q_{r+1} = q_r + beta u / sqrt(1 + (beta |u| / s)^2), u = xbar_r - q_r: EASGD's filter for small differences, and never a step
 * longer than s. A nonlinear member of the class that Boffi &amp; Slotine (2020, sec. 6) suggest.
 *
 * @param largestStep s, above 0, in the Euclidean norm of the parameters
 */
public record SaturatingFilter(double largestStep) implements QuorumDynamics {
    @Override
    public QuorumState next(QuorumState state, Vector centre, Vector nextCentre, double beta) {
        double wanted = beta * Math.sqrt(centre.squaredDistance(state.quorum())) / largestStep;
        Vector next = state.quorum().copy();
        next.moveTowards(centre, (float) (beta / Math.sqrt(1 + wanted * wanted)));
        return QuorumState.of(next);
    }
}
