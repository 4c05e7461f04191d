package org.quorumsgd.theory;

import static org.quorumsgd.theory.SymmetricPair.square;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A metric Theta = [[al, 0], [ga, 1]] of (position, velocity) in which x'' + mu x' + grad f(x) = 0 contracts, with
 * al^2 = (L + lambda)/2 - ga (mu - ga):
 *
 * <pre>
 * contracting iff (sqrt L - sqrt lambda)^2 / 4 &lt; ga (mu - ga) &lt; (sqrt L + sqrt lambda)^2 / 4
 * kappa &gt;= mu/2 - sqrt( (ga - mu/2)^2 + (L - lambda)^2 / (16 al^2) )                                  (52)
 * cond(Theta) = ( s + sqrt(s^2 - 4 al^2) ) / (2 al),   s = al^2 + ga^2 + 1                           (53)
 * smallest eigenvalue of Theta^T Theta = ( s - sqrt(s^2 - 4 al^2) ) / 2
 * </pre>
 *
 * <p>Boffi &amp; Slotine, proof of Lemma 5.3; derived. Every valid ga gives a true bound; the paper leaves its choice open.
 *
 * @param hessian lambda &gt; 0 and L
 * @param damping mu &gt; 0, per unit time
 * @param gamma ga, within the interval above
 */
public record MomentumMetric(HessianBounds hessian, double damping, double gamma) {
    private static final int CANDIDATES = 256;

    public MomentumMetric {
        hessian.requireStronglyConvex();
        Require.positive("damping", damping);
        double product = gamma * (damping - gamma);
        double floor = productFloor(hessian);
        double ceiling = productCeiling(hessian);
        Require.that(
                product > floor && product < ceiling,
                "metric product gamma (mu - gamma)",
                product,
                "above " + floor + " and below " + ceiling);
    }

    /**
     * Metrics over the whole valid range, evenly in ga (mu - ga), each at the smaller of its two ga: they share kappa and the
     * smaller one has the better condition. Empty when mu &lt;= sqrt L - sqrt lambda.
     */
    static List<MomentumMetric> candidates(HessianBounds hessian, double damping) {
        double floor = productFloor(hessian);
        double reach = square(damping) / 4;
        double ceiling = Math.min(reach, productCeiling(hessian));
        if (!hessian.stronglyConvex() || !(ceiling > floor)) {
            return List.of();
        }
        int last = reach < productCeiling(hessian) ? CANDIDATES : CANDIDATES - 1;
        return IntStream.rangeClosed(1, last)
                .mapToDouble(i -> floor + (ceiling - floor) * i / CANDIDATES)
                .mapToObj(product -> new MomentumMetric(
                        hessian, damping, product / (damping / 2 + Math.sqrt(Math.max(0, reach - product)))))
                .toList();
    }

    /** (52), kappa, per unit time; above 0 for every metric that can be made. */
    public double rate() {
        double squaredOffDiagonal = square(hessian.largest() - hessian.smallest()) / (16 * square(positionScale()));
        return SymmetricPair.smallestEigenvalue(gamma, damping - gamma, squaredOffDiagonal);
    }

    /** al. */
    public double positionScale() {
        return Math.sqrt((hessian.largest() + hessian.smallest()) / 2 - gamma * (damping - gamma));
    }

    /** (53), cond(Theta). */
    public double conditionNumber() {
        return largestEigenvalue() / positionScale();
    }

    /** Smallest eigenvalue of Theta^T Theta: al^2 over the largest. */
    public double smallestEigenvalue() {
        return square(positionScale()) / largestEigenvalue();
    }

    private double largestEigenvalue() {
        double s = square(positionScale()) + square(gamma) + 1;
        return (s + Math.sqrt(square(s) - 4 * square(positionScale()))) / 2;
    }

    private static double productFloor(HessianBounds hessian) {
        return square(Math.sqrt(hessian.largest()) - Math.sqrt(hessian.smallest())) / 4;
    }

    private static double productCeiling(HessianBounds hessian) {
        return square(Math.sqrt(hessian.largest()) + Math.sqrt(hessian.smallest())) / 4;
    }
}
