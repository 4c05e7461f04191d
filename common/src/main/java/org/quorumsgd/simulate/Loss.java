package org.quorumsgd.simulate;

import java.io.Serializable;
import java.util.List;

/**
 * A loss given by a formula, f: R^d -&gt; R, without noise.
 *
 * <p>{@link #gradient} in double is the definition. {@link #gradients} is the same in single precision for many points; a
 * loss that is simulated at speed overrides it.
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
     * What writes the gradients at many points, in single precision.
     *
     * @param positions shape (points, d, {@link Lanes#COUNT}), flat; left as it is
     * @param gradients the same shape; overwritten
     */
    default List<Sweep> gradients(float[] positions, float[] gradients, int points) {
        return List.of(new PointwiseGradients(this, positions, gradients, points));
    }
}
