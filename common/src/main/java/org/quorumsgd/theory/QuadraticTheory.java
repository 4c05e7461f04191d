package org.quorumsgd.theory;

/**
 * Stationary laws of the coupled agents on f(x) = a x^2 / 2 in one dimension, with gradient noise N(0, sigma^2 / b) drawn
 * independently by each agent at each step, tau = 1. Exact for the discrete-time updates; derived from the linear
 * recursions in docs/mathematics.md, in the notation of Boffi &amp; Slotine (2020).
 *
 * <p>Outside the stable range a stationary law does not exist: a variance asked there is refused with an
 * {@link IllegalArgumentException}; {@code stable...} asks without one.
 *
 * @param curvature a &gt; 0
 * @param learningRate eta &gt; 0
 * @param gain coupling gain k &gt;= 0
 * @param agents p &gt;= 1
 * @param batchSize b &gt;= 1
 * @param noiseVariance sigma^2, the variance of a one-example gradient
 */
public record QuadraticTheory(
        double curvature, double learningRate, double gain, int agents, int batchSize, double noiseVariance) {

    /** Var xbar = w / (h (2 - h)), w = eta^2 sigma^2 / (b p), h = eta a: QSGD, whatever the gain. */
    public double qsgdCentreVariance() {
        double h = h();
        Require.that(h > 0 && h < 2, "learning rate times curvature", h, "above 0 and below 2");
        return centreNoise() / (h * (2 - h));
    }

    /** E |x^i - xbar|^2 = (1 - 1/p) eta^2 sigma^2 / (b (h + alpha)(2 - h - alpha)): QSGD and EASGD alike. */
    public double dispersion() {
        double s = h() + alpha();
        Require.that(s > 0 && s < 2, "eta (a + k)", s, "above 0 and below 2");
        return differenceNoise() / (s * (2 - s));
    }

    /** Var q of EASGD's quorum variable. */
    public double easgdQuorumVariance() {
        requireStableEasgd();
        double h = h();
        double be = beta();
        double sum = h + alpha() + be;
        return centreNoise() * be * (2 - sum + h * be) / (h * (sum - h * be) * (4 - 2 * sum + h * be));
    }

    /** Var xbar of EASGD. */
    public double easgdCentreVariance() {
        requireStableEasgd();
        double h = h();
        double be = beta();
        double sum = h + alpha() + be;
        return centreNoise()
                * (be * (2 - sum + h * be) + 2 * h * (1 - be))
                / (h * (sum - h * be) * (4 - 2 * sum + h * be));
    }

    /** Var xbar of QSGD with Nesterov momentum delta: xbar'' = (1 + delta) g xbar' - delta g xbar + noise, g = 1 - h. */
    public double nesterovCentreVariance(double momentum) {
        double g = 1 - h();
        return new SecondOrderRecursion((1 + momentum) * g, -momentum * g).variance(centreNoise());
    }

    /** E |x^i - xbar|^2 of QSGD with Nesterov momentum delta. */
    public double nesterovDispersion(double momentum) {
        double g = 1 - h();
        return new SecondOrderRecursion(g - alpha() + momentum * g, -momentum * g * (1 - alpha()))
                .variance(differenceNoise());
    }

    /** Var xbar of QSGD with a heavy ball of momentum delta: w (1 + delta) / ((1 - delta) h (2 (1 + delta) - h)). */
    public double heavyBallCentreVariance(double momentum) {
        return new SecondOrderRecursion(1 + momentum - h(), -momentum).variance(centreNoise());
    }

    /**
     * E |x^i - xbar|^2 of QSGD with a heavy ball of momentum delta, the pull not part of the velocity: u'' = (1 - alpha + delta
     * - h) u' - delta (1 - alpha) u + noise. Derived.
     */
    public double heavyBallDispersion(double momentum) {
        return new SecondOrderRecursion(1 - alpha() + momentum - h(), -momentum * (1 - alpha()))
                .variance(differenceNoise());
    }

    /**
     * The synchronization bound (22) on E sum_i |x^i - xbar|^2, (p - 1) eta sigma^2 / (2 b (k + a)). An equality in continuous
     * time, so the discrete dispersion exceeds it by 1 / (1 - eta (a + k) / 2).
     */
    public double synchronizationBound() {
        return SynchronizationBound.of(noise(), HessianBounds.ofQuadratic(curvature), gain)
                .sumOfSquares();
    }

    /** The same noise as the bounds take it; in one dimension the trace C is sigma^2. */
    public GradientNoise noise() {
        return GradientNoise.of(agents, learningRate, batchSize, noiseVariance);
    }

    /** QSGD converges in mean square iff h + alpha &lt; 2 (agents' differences) and h &lt; 2 (their centre). */
    public boolean stableQsgd() {
        return h() > 0 && h() < 2 && (agents == 1 || h() + alpha() < 2);
    }

    /** EASGD converges iff 0 &lt; h &lt; 2 and alpha is below {@link StabilityEdge#easgd}. */
    public boolean stableEasgd() {
        return h() > 0 && h() < 2 && alpha() < StabilityEdge.sgd(h()).easgd(agents);
    }

    private void requireStableEasgd() {
        Require.that(stableEasgd(), "EASGD", this, "stable: 0 < h < 2 and alpha < (4 - 2h) / (2 + 2p - p h)");
    }

    private double h() {
        return learningRate * curvature;
    }

    private double alpha() {
        return learningRate * gain;
    }

    private double beta() {
        return agents * alpha();
    }

    private double stepNoise() {
        return learningRate * learningRate * noiseVariance / batchSize;
    }

    private double centreNoise() {
        return stepNoise() / agents;
    }

    private double differenceNoise() {
        return (1 - 1.0 / agents) * stepNoise();
    }
}
