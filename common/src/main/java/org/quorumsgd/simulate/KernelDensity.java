package org.quorumsgd.simulate;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * (1/n) sum_i phi_h(x - x_i), phi_h the Gaussian density of deviation h: an estimate of the density that points were drawn from.
 *
 * <p>h = 0.3 min(s, (q_3 - q_1) / 1.349) n^(-1/5), s the standard deviation and q the quartiles: a third of Silverman (1986), eq. 3.31,
 * which is meant for one mode and would blur the wells that quorums are in; a point
 * mass gets the width of a thousandth.
 */
public final class KernelDensity {
    private static final double NARROWEST = 1e-3;
    private static final double QUARTILES_OF_NORMAL = 1.349;

    private final double[] points;
    private final NormalDistribution kernel;

    /** @param points at least one, finite; kept */
    public KernelDensity(double[] points) {
        this.points = points;
        double deviation = Math.sqrt(StatUtils.variance(points));
        double quartiles = StatUtils.percentile(points, 75) - StatUtils.percentile(points, 25);
        double width = 0.3 * Math.min(deviation, quartiles / QUARTILES_OF_NORMAL) * Math.pow(points.length, -0.2);
        kernel = new NormalDistribution(0, Math.max(NARROWEST, width));
    }

    public double at(double x) {
        double sum = 0;
        for (double point : points) {
            sum += kernel.density(x - point);
        }
        return sum / points.length;
    }
}
