package org.quorumsgd.coupling;

import org.quorumsgd.vector.Vector;

/**
 * x' = x + alpha (q - x): the linear pull to the common signal of QSGD (q = centre of mass; Boffi &amp; Slotine 2020, eq.
 * 41), of EASGD (q = its low-pass filter; eq. 3, Zhang et al. 2015, eqs. 5-6) and of state-dependent coupling (q = weighted
 * mean; eq. 57).
 */
public final class ElasticPull {
    private ElasticPull() {}

    /**
     * Moves the position in place.
     *
     * @param position x, shape (n,)
     * @param quorum q, shape (n,)
     * @param strength alpha = eta k, the share of the distance x - q that the pull removes
     */
    public static void apply(Vector position, Vector quorum, double strength) {
        // Without strength the bits are those of an uncoupled run: 0 (x - q) could still turn -0.0 into 0.0.
        if (strength != 0) {
            position.moveTowards(quorum, (float) strength);
        }
    }

    /** The pull alone, alpha (q - x), as a new vector of the position's kind. */
    public static Vector of(Vector position, Vector quorum, double strength) {
        Vector pull = position.zeros();
        pull.assign(quorum);
        pull.axpy(-1f, position);
        pull.scale((float) strength);
        return pull;
    }
}
