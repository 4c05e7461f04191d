package org.quorumsgd.simulate;

import java.io.Serializable;

/**
 * What became of one simulation.
 *
 * @param positions x^i at the end, shape (p, d), flat
 * @param quorum q at the end, shape (d,)
 * @param losses f(q) at the measured steps
 * @param centreLosses f(xbar) at the measured steps; with QSGD, whose q is xbar, the same
 * @param spreads (1/p) sum_i |x^i - xbar|^2 at the measured steps
 */
@SuppressWarnings("ArrayRecordComponent") // bare arrays travel fast, and no one compares results
public record SimulationResult(
        Simulation simulation,
        float[] positions,
        float[] quorum,
        double[] losses,
        double[] centreLosses,
        double[] spreads)
        implements Serializable {

    /** The first measurement at which loss or spread was not finite, or -1. */
    public int firstNonFinite() {
        for (int i = 0; i < losses.length; i++) {
            if (!Double.isFinite(losses[i]) || !Double.isFinite(spreads[i])) {
                return i;
            }
        }
        return -1;
    }
}
