package org.quorumsgd.optimise;

import java.io.Serializable;
import org.quorumsgd.vector.Vector;

/**
 * g &lt;- g min(1, c / |g|): a gradient longer than c keeps its direction and gets length c, up to rounding in single precision.
 * Source: Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks", Alg. 1.
 *
 * @param norm c &gt; 0, Euclidean, over all parameters; infinite clips nothing
 */
public record GradientClip(double norm) implements Serializable {
    /** Leaves every gradient as it is. */
    public static final GradientClip NONE = new GradientClip(Double.POSITIVE_INFINITY);

    public GradientClip {
        if (!(norm > 0)) {
            throw new IllegalArgumentException("Invalid clip norm: " + norm + " (expected a number > 0)");
        }
    }

    /**
     * Clips in place.
     *
     * @param gradientNorm |g|, finite
     */
    public void apply(Vector gradient, double gradientNorm) {
        if (gradientNorm > norm) {
            gradient.scale((float) (norm / gradientNorm));
        }
    }
}
