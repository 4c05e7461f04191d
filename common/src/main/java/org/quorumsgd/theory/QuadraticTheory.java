package org.quorumsgd.theory;

/**
 * Stationary laws of the coupled agents on f(x) = a x^2 / 2 in one dimension, with gradient noise N(0, sigma^2 / b) drawn
 * independently by each agent at each step, tau = 1. Exact for the discrete-time updates; derived from the linear
 * recursions in docs/mathematics.md, in the notation of Boffi &amp; Slotine (2020).
 *
 * <p>Outside the stable range a stationary law does not exist and the formulas mean nothing: ask {@code stable...} first.
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
        return centreNoise() / (h * (2 - h));
    }

    /** E |x^i - xbar|^2 = (1 - 1/p) eta^2 sigma^2 / (b (h + alpha)(2 - h - alpha)): QSGD and EASGD alike. */
    public double dispersion() {
        double s = h() + alpha();
        return (1 - 1.0 / agents) * stepNoise() / (s * (2 - s));
    }

    /** Var q of EASGD's quorum variable. */
    public double easgdQuorumVariance() {
        double h = h();
        double al = alpha();
        double be = beta();
        return be
                * centreNoise()
                * (2 - be - h - al + h * be)
                / (h * (al + be + h - h * be) * (4 - 2 * al - 2 * be - 2 * h + h * be));
    }

    /** Var xbar of EASGD. */
    public double easgdCentreVariance() {
        double h = h();
        double al = alpha();
        double be = beta();
        double d = 1 - be;
        double trace = 2 - h - al - be;
        double det = (1 - h - al) * (1 - be) - al * be;
        return centreNoise()
                * ((1 + d * d) * (1 + det) - 2 * d * trace)
                / ((1 - det) * ((1 + det) * (1 + det) - trace * trace));
    }

    /** Var xbar of QSGD with Nesterov momentum delta. */
    public double nesterovCentreVariance(double momentum) {
        double g = 1 - h();
        return centreNoise() * (1 + momentum * g) / ((1 - momentum * g) * (1 - g) * (1 + g + 2 * momentum * g));
    }

    /** E |x^i - xbar|^2 of QSGD with Nesterov momentum delta. */
    public double nesterovDispersion(double momentum) {
        double g = 1 - h();
        double f1 = g - alpha() + momentum * g;
        double f2 = -momentum * g * (1 - alpha());
        return (1 - 1.0 / agents) * stepNoise() * (1 - f2) / ((1 + f2) * ((1 - f2) * (1 - f2) - f1 * f1));
    }

    /**
     * The synchronization bound (22) on E sum_i |x^i - xbar|^2, (p - 1) eta sigma^2 / (2 b (k + a)), with its strong-convexity
     * form k + lambda. An equality in continuous time, so the discrete dispersion exceeds it by 1 / (1 - eta (a + k) / 2).
     */
    public double synchronizationBound() {
        return (agents - 1) * learningRate * noiseVariance / (2 * batchSize * (gain + curvature));
    }

    /** QSGD converges in mean square iff h + alpha &lt; 2 (agents' differences) and h &lt; 2 (their centre). */
    public boolean stableQsgd() {
        return h() > 0 && h() < 2 && (agents == 1 || h() + alpha() < 2);
    }

    /** EASGD converges iff h &lt; 2, alpha &lt; (4 - 2h) / (2 + 2p - p h) and, for p &gt; 1, h + alpha &lt; 2. */
    public boolean stableEasgd() {
        return h() > 0
                && h() < 2
                && alpha() < (4 - 2 * h()) / (2 + 2 * agents - agents * h())
                && (agents == 1 || h() + alpha() < 2);
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
}
