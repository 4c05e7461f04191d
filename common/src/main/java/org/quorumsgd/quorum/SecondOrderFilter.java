package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/**
 * w_{r+1} = (1 - 2 zeta beta) w_r + beta^2 (xbar_r - q_r), q_{r+1} = q_r + w_{r+1}: a low-pass filter of second order with cut-off
 * beta per round, one step of q'' + 2 zeta beta q' + beta^2 q = beta^2 xbar. A member of the class that Boffi &amp; Slotine
 * (2020, sec. 6) suggest. By itself it is stable iff 0 &lt; zeta beta &lt; 1 and beta^2 + 4 zeta beta &lt; 4.
 *
 * @param damping zeta, above 0; 1 is critical
 */
public record SecondOrderFilter(double damping) implements QuorumDynamics {
    @Override
    public QuorumState start(Vector centre) {
        return new QuorumState(centre, centre.zeros());
    }

    @Override
    public QuorumState next(QuorumState state, Vector centre, Vector nextCentre, double beta) {
        Vector lag = centre.copy();
        lag.axpy(-1f, state.quorum());
        Vector rate = state.rate().copy();
        rate.scale((float) (1 - 2 * damping * beta));
        rate.axpy((float) (beta * beta), lag);
        Vector quorum = state.quorum().copy();
        quorum.axpy(1f, rate);
        return new QuorumState(quorum, rate);
    }
}
