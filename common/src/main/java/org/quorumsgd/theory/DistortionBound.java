package org.quorumsgd.theory;

/**
 * The distortion eps = grad f(xbar) - (1/p) sum_i grad f(x^i): what keeps the centre of mass from being one run of SGD
 * with the noise of p batches,
 *
 * <pre>
 * |eps|   &lt;= (sqrt(d) Q / 2) (1/p) sum_i |x^i - xbar|^2                       for any agents
 * E |eps| &lt;= ((p - 1) / p) sqrt(d) Q C T / (4 rate)                     (31)   after transients
 * </pre>
 *
 * <p>Assumes that each component of grad f has a Hessian with eigenvalues within [-Q, Q] (0 for a quadratic: no distortion),
 * and the assumption of {@link SynchronizationBound}, whose multi-rate and momentum forms carry over.
 *
 * <p>Boffi &amp; Slotine, Theorem 3.2 (31), section 3.4 and appendix A (65); derived from the Taylor remainder and (22).
 *
 * @param synchronization how close the agents are
 * @param dimension d, the number of parameters
 * @param componentCurvature Q, a bound on the third derivatives of the loss in the sense above
 */
public record DistortionBound(SynchronizationBound synchronization, int dimension, double componentCurvature) {
    public DistortionBound {
        Require.atLeastOne("dimension", dimension);
        Require.nonNegative("bound on the curvature of the gradient's components", componentCurvature);
    }

    public boolean holds() {
        return synchronization.holds();
    }

    /** (31), on E |eps|. */
    public double expected() {
        return atSpread(synchronization.spread());
    }

    /** The first line: |eps| of agents whose spread (1/p) sum_i |x^i - xbar|^2 was measured. */
    public double atSpread(double spread) {
        return Math.sqrt(dimension) * componentCurvature * Require.nonNegative("spread", spread) / 2;
    }
}
