package org.quorumsgd.vector;

import java.util.Arrays;

/**
 * A flat parameter vector of shape (n,) in single precision, wherever it lives (heap, device).
 *
 * <p>Update rules are written once, against these operations. Each elementwise operation rounds every coordinate
 * independently of its neighbours, and each reduction sums in double precision in an order fixed by n alone, so results
 * repeat to the bit. Non-finite values propagate as IEEE 754 says. Not thread-safe while being written.
 */
public interface Vector {
    /** The number of coordinates n. */
    int length();

    /** A new vector of the same kind with the same values. */
    Vector copy();

    /** A new vector of the same kind and length, all zeros. */
    Vector zeros();

    /**
     * this := values, whatever this was before.
     *
     * @param values in host memory, shape (n,); copied
     */
    void assign(float[] values);

    /** this := x, of whatever kind, whatever this was before. */
    void assign(Vector x);

    /** this := a this. */
    void scale(float a);

    /** this := this + a x. */
    void axpy(float a, Vector x);

    /** this := a x + b this, in one pass. */
    void axpby(float a, Vector x, float b);

    /** this := this - a (this - target): covers the share a of the way to the target; no change where both are equal. */
    void moveTowards(Vector target, float a);

    /** The sum of this_j x_j. */
    double dot(Vector x);

    /** The sum of (this_j - x_j)^2. */
    double squaredDistance(Vector x);

    /** The values in host memory; the caller must not write to them. */
    float[] hostValues();

    /** The Euclidean norm. */
    default double norm() {
        return Math.sqrt(dot(this));
    }

    /** Whether x has the same values to the bit, where all NaN may pass for one. */
    default boolean sameBits(Vector x) {
        return Arrays.equals(hostValues(), x.hostValues());
    }

    /**
     * Gives memory that is not on the heap back at once, where otherwise it goes back when nothing refers to this any more; the
     * vector is not used again.
     */
    default void free() {}
}
