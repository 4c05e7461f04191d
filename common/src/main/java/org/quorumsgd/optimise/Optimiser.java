package org.quorumsgd.optimise;

import java.io.Serializable;
import org.quorumsgd.vector.Vector;

/**
 * One uncoupled step of an agent at position x with velocity v, both of shape (n,).
 *
 * <p>The caller takes the gradient g of the loss at {@link #gradientPoint} and hands it to {@link #step}, which descends:
 * it moves against g. Both are evaluated at the old values; a pull of the coupling is the caller's business.
 */
public interface Optimiser extends Serializable {
    /** Where the gradient is taken: x itself (the same object) or a look-ahead point (a new one). */
    Vector gradientPoint(Vector position, Vector velocity);

    /** Whether a step depends on the velocity; where not, the velocity may have length 0. */
    boolean keepsVelocity();

    /** Moves position and velocity in place, against the gradient. */
    void step(Vector position, Vector velocity, Vector gradient, double learningRate);
}
