package org.quorumsgd.simulate;

import java.io.Serializable;

/**
 * The polynomial part of (40) and (44), a x^4 + b x^2 + c x, for one coordinate.
 *
 * @param quartic a
 * @param quadratic b; below 0 there are two wells
 * @param linear c; above 0 the left well is the deeper one
 */
public record DoubleWell(double quartic, double quadratic, double linear) implements Serializable {
    /** x^4 - 4 x^2 + x / 5: wells at -1.4266 and 1.4015. */
    public static final DoubleWell DEFAULT = new DoubleWell(1, -4, 0.2);

    double value(double x) {
        return ((quartic * x * x + quadratic) * x + linear) * x;
    }

    double slope(double x) {
        return (4 * quartic * x * x + 2 * quadratic) * x + linear;
    }

    /** E value(x + u), u uniform in [-c, c]. */
    double smoothed(double x, double c) {
        double square = c * c;
        return quartic * (x * x * x * x + 2 * square * x * x + square * square / 5)
                + quadratic * (x * x + square / 3)
                + linear * x;
    }
}
