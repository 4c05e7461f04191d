package org.quorumsgd.simulate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * (1/n) sum_i phi_h(x - x_i), phi_h the Gaussian density of deviation h: an estimate of the density that points were drawn from.
 *
 * <p>h = 0.9 min(s, l / 1.349) n^(-1/5), s the standard deviation and l the length of the shortest interval with half of the points: Silverman
 * (1986), eq. 3.31, with the shortest half (Rousseeuw 1984) instead of the quartiles, which in two wells would measure the way from one to
 * the other; a point mass gets the width of a thousandth.
 */
public final class KernelDensity {
    private static final double NARROWEST = 1e-3;
    /** Length of the shortest interval with half of a standard normal distribution. */
    private static final double HALF_OF_NORMAL = 1.349;

    private final double[] points;
    private final NormalDistribution kernel;

    /** @param points at least one, finite; kept */
    public KernelDensity(double[] points) {
        this.points = points;
        double deviation = Math.sqrt(StatUtils.variance(points));
        double half = shortestHalf(points);
        double width = 0.9 * Math.min(deviation, half / HALF_OF_NORMAL) * Math.pow(points.length, -0.2);
        kernel = new NormalDistribution(0, Math.max(NARROWEST, width));
    }

    private static double shortestHalf(double[] points) {
        double[] sorted = points.clone();
        Arrays.sort(sorted);
        int steps = points.length / 2;
        return IntStream.range(0, points.length - steps)
                .mapToDouble(i -> sorted[i + steps] - sorted[i])
                .min()
                .orElseThrow();
    }

    public double at(double x) {
        double sum = 0;
        for (double point : points) {
            sum += kernel.density(x - point);
        }
        return sum / points.length;
    }
}
