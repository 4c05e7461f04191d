package org.quorumsgd.theory;

import java.util.List;

/**
 * QSGD with momentum, coupled through positions alone,
 *
 * <pre>
 * dx^i = (v^i + k (xbar - x^i)) dt,   dv^i = (-mu v^i - grad f(x^i)) dt + sqrt(T) B dW^i
 * E |z - z*| &lt;= cond(Theta) (p-1) sqrt(d) Q C T / (4 p xi kappa) + sqrt( T C / (2 p kappa m) )          (54)
 * z = (xbar, vbar), z* = (x*, 0)
 * </pre>
 *
 * with xi of (35), and kappa, cond(Theta) and m, the smallest eigenvalue of Theta^T Theta, of a {@link MomentumMetric}. Every
 * metric gives a true bound; the best of a fixed list is reported.
 *
 * <p>Assumes lambda &gt; 0, k mu &gt; max{(L-1)^2, (1-lambda)^2} / 4 and mu &gt; sqrt L - sqrt lambda. Boffi &amp; Slotine,
 * Lemma 5.3 and Theorem 5.3; derived. Time is that of {@link MomentumSynchronization#ofMomentum}.
 *
 * @param synchronization L, lambda, mu and k as its position gain; its velocity gain is 0
 */
public record MomentumConvergence(MomentumSynchronization synchronization) {
    public MomentumConvergence {
        Require.that(
                synchronization.velocityGain() == 0,
                "velocity gain",
                synchronization.velocityGain(),
                "0: the bound is for coupling through positions alone");
    }

    public boolean holds() {
        return synchronization.holds() && !metrics().isEmpty();
    }

    /** sqrt L - sqrt lambda, which mu must exceed. */
    public double dampingThreshold() {
        HessianBounds hessian = synchronization.hessian();
        hessian.requireStronglyConvex();
        return Math.sqrt(hessian.largest()) - Math.sqrt(hessian.smallest());
    }

    /** (52) in the best metric: the rate at which the synchronized agents contract to (x*, 0) without noise. */
    public double rate() {
        return requiredMetrics().stream()
                .mapToDouble(MomentumMetric::rate)
                .max()
                .orElseThrow();
    }

    /**
     * (54) in the best metric, on E |(xbar, vbar) - (x*, 0)|.
     *
     * @param noise in this class's time: scale T = sqrt(eta) / b for the discrete rules
     * @param dimension d
     * @param componentCurvature Q, see {@link DistortionBound}
     */
    public double error(GradientNoise noise, int dimension, double componentCurvature) {
        List<MomentumMetric> metrics = requiredMetrics();
        SynchronizationBound spread = new SynchronizationBound(noise, synchronization.rate());
        double distortion = new DistortionBound(spread, dimension, componentCurvature).expected();
        return metrics.stream()
                .map(metric ->
                        new ContractionBound(metric.rate(), metric.conditionNumber(), metric.smallestEigenvalue()))
                .mapToDouble(contraction ->
                        contraction.disturbanceError(distortion) + contraction.noiseError(noise.ofCentre()))
                .min()
                .orElseThrow();
    }

    private List<MomentumMetric> metrics() {
        return MomentumMetric.candidates(synchronization.hessian(), synchronization.damping());
    }

    private List<MomentumMetric> requiredMetrics() {
        double damping = synchronization.damping();
        Require.that(damping > dampingThreshold(), "damping", damping, "above " + dampingThreshold());
        Require.that(
                synchronization.holds(),
                "position gain",
                synchronization.positionGain(),
                "above " + synchronization.positionGainThreshold());
        return metrics();
    }
}
