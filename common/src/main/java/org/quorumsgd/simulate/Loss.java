package org.quorumsgd.simulate;

import java.io.Serializable;

/**
 * A loss given by a formula, f: R^d -&gt; R, without noise.
 *
 * <p>{@link #gradient} in double is the definition. {@link #gradients} is the same in single precision for many points, in
 * the layout of {@link Lanes}; a loss that is simulated at speed overrides it.
 */
public interface Loss extends Serializable {
    /** d, at least 1. */
    int dimension();

    /** f(x), x of shape (d,). */
    double value(double[] x);

    /**
     * The gradient of f at x.
     *
     * @param x shape (d,); left as it is
     * @param gradient shape (d,); overwritten, so a caller that descends moves against it
     */
    void gradient(double[] x, double[] gradient);

    /**
     * E f(x + u), u uniform in [-c, c]^d: the loss convolved with the noise of one step (Boffi &amp; Slotine 2020, sec. 4.1).
     *
     * @param halfWidth c
     * @return NaN where it is not known
     */
    double smoothed(double[] x, double halfWidth);

    /**
     * The gradients at many points.
     *
     * @param positions shape (points, d, {@link Lanes#COUNT}), flat; left as it is
     * @param gradients the same shape; overwritten
     */
    default void gradients(float[] positions, float[] gradients, int points) {
        int d = dimension();
        double[] x = new double[d];
        double[] gradient = new double[d];
        for (int point = 0; point < points; point++) {
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                for (int j = 0; j < d; j++) {
                    x[j] = positions[Lanes.index(point, j, lane, d)];
                }
                gradient(x, gradient);
                for (int j = 0; j < d; j++) {
                    gradients[Lanes.index(point, j, lane, d)] = (float) gradient[j];
                }
            }
        }
    }
}
