package org.quorumsgd.theory;

/**
 * The synchronization condition: how far apart noise keeps agents that a common signal pulls together, after transients
 * exp(-2 rate t). With C the trace of the gradient noise and T = eta / b,
 *
 * <pre>
 * E |x^i - x^j|^2        &lt;= C T / rate
 * E sum_i |x^i - xbar|^2 &lt;= (p - 1) C T / (2 rate)        (22)
 * </pre>
 *
 * <p>Assumes rate &gt; 0. The rate is k - lambdabar, or k + lambda for a strongly convex loss ({@link SynchronizationRate});
 * the mean of the gains takes k's place in {@link StateDependentRate}; (35) with momentum ({@link MomentumSynchronization}),
 * where positions and velocities together obey the bound. The same for QSGD, EASGD and any other quorum dynamics. With
 * {@link GradientNoise#perAgent} it is the multi-rate form of section 3.4.
 *
 * <p>Boffi &amp; Slotine, Lemma 3.1 (22); derived from Theorem 2.1 and the identity sum over pairs |x^i - x^j|^2 =
 * p sum_i |x^i - xbar|^2. On a quadratic of curvature a it is an equality in continuous time, and the discrete update
 * exceeds it by exactly 1 / (1 - eta (a + k) / 2).
 *
 * @param noise the agents and their gradient noise
 * @param rate synchronization rate, per unit of t = learning rate times steps
 */
public record SynchronizationBound(GradientNoise noise, double rate) {
    public SynchronizationBound {
        Require.finite("synchronization rate", rate);
    }

    /** Coupling through the position with gain k, {@link SynchronizationRate#ofCommonSignal}. */
    public static SynchronizationBound of(GradientNoise noise, HessianBounds hessian, double gain) {
        return new SynchronizationBound(noise, SynchronizationRate.ofCommonSignal(hessian, gain));
    }

    public boolean holds() {
        return rate > 0;
    }

    /** (22), on E sum_i |x^i - xbar|^2. */
    public double sumOfSquares() {
        return (noise.agents() - 1) * pairwise() / 2;
    }

    /** (22) / p, on E (1/p) sum_i |x^i - xbar|^2. */
    public double spread() {
        return sumOfSquares() / noise.agents();
    }

    /** On E |x^i - x^j|^2 of two agents; with learning rates of their own, on its mean over all pairs. */
    public double pairwise() {
        Require.that(
                holds(), "synchronization rate", rate, "above 0: a coupling gain above the largest negative curvature");
        return noise.ofAgent() / rate;
    }
}
