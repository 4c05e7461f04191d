package org.quorumsgd.theory;

/**
 * How far from the minimum x* noise and distortion keep the centre of mass on a lambda-strongly convex loss, after
 * transients and in continuous time. With C the trace of the gradient noise, T = eta / b, Q and d as in
 * {@link DistortionBound},
 *
 * <pre>
 * SGD    E |x - x*|    &lt;= sqrt( T C / (2 lambda) )                                                                  (49)
 * QSGD   E |xbar - x*| &lt;= (p-1) sqrt(d) Q C T / (4 p lambda (k + lambda)) + sqrt( T C / (2 p lambda) )              (47)
 * EASGD  E |z - z*|    &lt;= sqrt(p) (p-1) sqrt(d) Q C T / (4 p kappa (k + lambda)) + sqrt( T C / (2 kappa) )          (51)
 *        z = (xbar, q), z* = (x*, x*)
 *        kappa = (lambda + k + k p)/2 - sqrt( ((lambda + k - k p)/2)^2 + k^2 p )                                    (50)
 * </pre>
 *
 * <p>kappa is the contraction rate in the metric Theta = diag(sqrt(p) I, I), whose condition number is the sqrt(p) of (51) and
 * which multiplies the centre's noise C by p.
 *
 * <p>Assumes lambda &gt; 0, bounded component Hessians (Q), and k &gt; 0 for EASGD, whose quorum variable would not move otherwise.
 * Boffi &amp; Slotine, Theorems 5.1 and 5.2, Lemma 5.2; derived from the proofs.
 *
 * @param noise agents and gradient noise; in the multi-rate form (49) speaks of the mean agent
 * @param hessian its smallest eigenvalue is lambda
 * @param gain k &gt;= 0
 * @param dimension d
 * @param componentCurvature Q
 */
public record QuorumErrorBounds(
        GradientNoise noise, HessianBounds hessian, double gain, int dimension, double componentCurvature) {
    public QuorumErrorBounds {
        Require.nonNegative("coupling gain", gain);
        Require.atLeastOne("dimension", dimension);
        Require.nonNegative("bound on the curvature of the gradient's components", componentCurvature);
    }

    /** Whether (47) and (49) may be asked: the loss is strongly convex. */
    public boolean holds() {
        return hessian.stronglyConvex();
    }

    /** Whether (50) and (51) may be asked: besides, the quorum variable moves. */
    public boolean holdsForEasgd() {
        return holds() && gain > 0;
    }

    /** (49), on E |x - x*| of one uncoupled agent. */
    public double sgd() {
        hessian.requireStronglyConvex();
        return ContractionBound.euclidean(hessian.smallest()).noiseError(noise.ofAgent());
    }

    /** (47), on E |xbar - x*|. */
    public double qsgd() {
        hessian.requireStronglyConvex();
        ContractionBound contraction = ContractionBound.euclidean(hessian.smallest());
        return contraction.disturbanceError(distortion()) + contraction.noiseError(noise.ofCentre());
    }

    /** (51), on E |(xbar, q) - (x*, x*)|. */
    public double easgd() {
        ContractionBound contraction = new ContractionBound(easgdRate(), Math.sqrt(noise.agents()), 1);
        return contraction.disturbanceError(distortion()) + contraction.noiseError(noise.agents() * noise.ofCentre());
    }

    /** (50), kappa: the rate at which EASGD without noise contracts to the minimum once the agents are synchronized. */
    public double easgdRate() {
        hessian.requireStronglyConvex();
        Require.that(gain > 0, "coupling gain", gain, "above 0: the quorum variable has to move");
        double filterRate = gain * noise.agents();
        return SymmetricPair.smallestEigenvalue(hessian.smallest() + gain, filterRate, gain * filterRate);
    }

    /**
     * The gain below which EASGD contracts in the Euclidean metric too, 4 p lambda / (p - 1)^2; infinite for one agent. A
     * "fairly strong restriction" under which (51) would lose its sqrt(p) (Boffi &amp; Slotine, after Theorem 5.2; derived).
     */
    public double easgdEuclideanGainLimit() {
        hessian.requireStronglyConvex();
        return 4 * noise.agents() * hessian.smallest() / SymmetricPair.square(noise.agents() - 1.0);
    }

    private double distortion() {
        return new DistortionBound(SynchronizationBound.of(noise, hessian, gain), dimension, componentCurvature)
                .expected();
    }
}
