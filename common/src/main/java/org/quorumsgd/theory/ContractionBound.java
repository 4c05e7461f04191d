package org.quorumsgd.theory;

/**
 * What disturbances do to a contracting system dz = g(z, t) dt + s(z, t) dW, in a metric M = Theta^T Theta: with
 * contraction rate r &gt; 0, tr(s^T M s) &lt;= D and every eigenvalue of M at least m,
 *
 * <pre>
 * two noisy copies a, b:          E |a - b|^2 &lt;= ( D/r + E[(|a0 - b0|_M^2 - D/r)^+] exp(-2 r t) ) / m      Theorem 2.1
 * one noisy, one without noise:   D/(2r) in place of D/r                                                 Corollary 2.1
 * a disturbance |e| &lt;= E of g:    |disturbed - undisturbed| &lt;= cond(Theta) E / r                          Lemma 2.1
 * </pre>
 *
 * <p>Every error bound here is a sum of the last two: {@code cond(Theta) E|eps| / r + sqrt(D / (2 r m))}, the second through
 * Jensen's inequality. Boffi &amp; Slotine, section 2.5; the constants were derived (Pham et al. 2009 for the noise).
 *
 * @param rate r; the bounds hold when it is above 0
 * @param metricCondition cond(Theta) &gt;= 1
 * @param metricFloor m, the smallest eigenvalue of M; above 0
 */
public record ContractionBound(double rate, double metricCondition, double metricFloor) {
    public ContractionBound {
        Require.finite("contraction rate", rate);
        Require.that(metricCondition >= 1, "condition number of the metric", metricCondition, "at least 1");
        Require.positive("smallest eigenvalue of the metric", metricFloor);
    }

    /** In the Euclidean metric. */
    public static ContractionBound euclidean(double rate) {
        return new ContractionBound(rate, 1, 1);
    }

    public boolean holds() {
        return rate > 0;
    }

    /**
     * Theorem 2.1 at time t, on E |a - b|^2 of two noisy copies that begin at the given squared distance in the metric.
     *
     * @param noise D, a bound on tr(s^T M s)
     */
    public double betweenNoisyCopies(double noise, double initialSquare, double time) {
        return decay(Require.nonNegative("noise", noise) / requiredRate(), initialSquare, time);
    }

    /** Corollary 2.1 at time t, on E |a - b|^2 of a noisy copy and one without noise. */
    public double fromNoiseFreeCopy(double noise, double initialSquare, double time) {
        return decay(Require.nonNegative("noise", noise) / (2 * requiredRate()), initialSquare, time);
    }

    /** Corollary 2.1 after transients, as a distance: sqrt(D / (2 r m)) on E |a - b|. */
    public double noiseError(double noise) {
        return Math.sqrt(Require.nonNegative("noise", noise) / (2 * requiredRate() * metricFloor));
    }

    /** Lemma 2.1 after transients: cond(Theta) E / r, for a disturbance of size E in the drift. */
    public double disturbanceError(double disturbance) {
        return metricCondition * Require.nonNegative("disturbance", disturbance) / requiredRate();
    }

    private double decay(double stationary, double initialSquare, double time) {
        double excess = Math.max(0, Require.nonNegative("initial squared distance", initialSquare) - stationary);
        return (stationary + excess * Math.exp(-2 * rate * Require.nonNegative("time", time))) / metricFloor;
    }

    private double requiredRate() {
        Require.that(holds(), "contraction rate", rate, "above 0");
        return rate;
    }
}
