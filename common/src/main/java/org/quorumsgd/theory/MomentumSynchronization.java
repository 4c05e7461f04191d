package org.quorumsgd.theory;

/**
 * Synchronization of agents with momentum, coupled through positions (k1) and velocities (k2),
 *
 * <pre>
 * dx^i/dt = v^i + k1 (xbar - x^i)                                     (33)
 * dv^i/dt = -mu v^i - grad f(x^i) + k2 (vbar - v^i)                   (34)
 *
 * S2 = max{ (L - 1)^2, (1 - lambda)^2 } / 4
 * synchronizes when k1 (k2 + mu) &gt; S2, at a rate of at least
 * xi = (k1 + k2 + mu)/2 - sqrt( ((k1 - k2 - mu)/2)^2 + S2 )           (35)
 * </pre>
 *
 * <p>xi &gt; 0 exactly when the condition holds. Boffi &amp; Slotine, Lemma 3.2, where f is strongly convex and L-smooth; derived.
 * The proof uses of f only that its curvatures lie in [lambda, L], so a negative lambda is allowed here. The bound speaks
 * of one metric: agents with no coupling at all may synchronize as well.
 *
 * <p><b>Time.</b> Here t = sqrt(eta) times steps, for heavy ball and, to leading order, Nesterov: see {@link #ofMomentum}.
 *
 * @param hessian the interval [lambda, L]
 * @param damping mu &gt;= 0
 * @param positionGain k1 &gt;= 0
 * @param velocityGain k2 &gt;= 0
 */
public record MomentumSynchronization(HessianBounds hessian, double damping, double positionGain, double velocityGain) {
    public MomentumSynchronization {
        Require.nonNegative("damping", damping);
        Require.nonNegative("position gain", positionGain);
        Require.nonNegative("velocity gain", velocityGain);
    }

    /**
     * The continuous limit of the discrete rules with learning rate eta, momentum delta and a pull of eta k on the position:
     * one step is sqrt(eta) of time, so mu = (1 - delta) / sqrt(eta) and k1 = k sqrt(eta). Noise in this time has the scale
     * sqrt(eta) / b: {@code GradientNoise.of(agents, Math.sqrt(eta), b, trace)}. Derived.
     */
    public static MomentumSynchronization ofMomentum(
            HessianBounds hessian, double learningRate, double momentum, double gain) {
        Require.that(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1");
        double step = Math.sqrt(Require.positive("learning rate", learningRate));
        return new MomentumSynchronization(hessian, (1 - momentum) / step, gain * step, 0);
    }

    /** k1 (k2 + mu) &gt; S2. */
    public boolean holds() {
        return positionGain * (velocityGain + damping) > mismatch();
    }

    /** (35), xi, per unit time; not positive when the condition does not hold. */
    public double rate() {
        return SymmetricPair.smallestEigenvalue(positionGain, velocityGain + damping, mismatch());
    }

    /** S2 / (k2 + mu): k1 must exceed it. Infinite without damping and velocity coupling. */
    public double positionGainThreshold() {
        return mismatch() / (velocityGain + damping);
    }

    /** S2: the squared off-diagonal of the symmetric Jacobian, at its worst curvature. */
    private double mismatch() {
        return Math.max(SymmetricPair.square(hessian.largest() - 1), SymmetricPair.square(1 - hessian.smallest())) / 4;
    }
}
