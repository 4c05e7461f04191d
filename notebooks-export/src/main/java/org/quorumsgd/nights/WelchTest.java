package org.quorumsgd.nights;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Whether two samples have the same mean, their variances unknown and perhaps different (B. L. Welch, Biometrika 34, 1947).
 *
 * @param difference mean of the second less that of the first
 * @param halfWidth of the confidence interval around the difference
 * @param pValue two-sided
 */
record WelchTest(double difference, double halfWidth, double pValue) {

    /**
     * Compares two samples.
     *
     * @param first at least two values
     * @param second at least two values
     * @param level of the confidence interval, such as 0.95
     */
    static WelchTest of(double[] first, double[] second, double level) {
        double difference = StatUtils.mean(second) - StatUtils.mean(first);
        double a = StatUtils.variance(first) / first.length;
        double b = StatUtils.variance(second) / second.length;
        if (a + b == 0) {
            return new WelchTest(difference, 0, difference == 0 ? 1 : 0);
        }
        double degrees = (a + b) * (a + b) / (a * a / (first.length - 1) + b * b / (second.length - 1));
        // No random generator: nothing is drawn.
        TDistribution student = new TDistribution(null, degrees);
        double error = Math.sqrt(a + b);
        return new WelchTest(
                difference,
                student.inverseCumulativeProbability((1 + level) / 2) * error,
                2 * student.cumulativeProbability(-Math.abs(difference) / error));
    }
}
