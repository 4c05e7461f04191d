package org.quorumsgd.simulate;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes of the processor's widest vectors. Each lane holds a simulation of its own, so an array of (points, d) numbers has
 * the shape (points, d, lanes), and what happens in one lane depends neither on the others nor on how many there are.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Simulations that run at once: 16 with AVX-512. */
    static final int COUNT = FLOATS.length();

    private Lanes() {}

    /** The same number for every lane. */
    static float[] all(double value) {
        float[] values = new float[COUNT];
        Arrays.fill(values, (float) value);
        return values;
    }
}
