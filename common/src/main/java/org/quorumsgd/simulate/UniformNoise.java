package org.quorumsgd.simulate;

import java.io.Serializable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * Uniform draws in [-1, 1], each a pure function of (seed, simulation, step, row), row = agent d + coordinate.
 *
 * <pre>
 *   h = A(simulation) + K(step) + row G                       32-bit words; A, B and K, L are the halves
 *   h = (h ^ h &gt;&gt;&gt; 16) 7feb352d,   h = h ^ B ^ L              of 64-bit keys of {@link RandomStreams}
 *   h = (h ^ h &gt;&gt;&gt; 15) 846ca68b,   h = h ^ h &gt;&gt;&gt; 16           draw = h / 2^31, h signed
 * </pre>
 *
 * G = 9e3779b9 makes a Weyl sequence of the rows; the two rounds are the mixer "lowbias32" (Wellons 2018, exact bias 0.17) with a
 * second key between them. All in operations that vectors have, so that a lane draws what the scalar method says.
 */
public record UniformNoise(RandomStreams streams) implements Serializable {
    private static final int WEYL = 0x9e3779b9;
    private static final int FIRST = 0x7feb352d;
    private static final int SECOND = 0x846ca68b;
    static final float UNIT = 0x1p-31f;

    /** What a simulation draws with at all steps: the halves of a 64-bit key. */
    long simulationKey(int simulation) {
        return streams.key(Purpose.SIMULATION, simulation, 0);
    }

    /** What all simulations draw with at one step; step -1 draws the start points. */
    long stepKey(long step) {
        return streams.key(Purpose.SIMULATION_STEP, 0, step);
    }

    /** One draw: the nearest float to h / 2^31. */
    public float draw(int simulation, long step, int row) {
        long simulationKey = simulationKey(simulation);
        long stepKey = stepKey(step);
        int h = high(simulationKey) + high(stepKey) + row * WEYL;
        h = (h ^ (h >>> 16)) * FIRST;
        h = h ^ (low(simulationKey) ^ low(stepKey));
        h = (h ^ (h >>> 15)) * SECOND;
        return (h ^ (h >>> 16)) * UNIT;
    }

    /** The draws of all lanes, times 2^31, as whole numbers in float. */
    static FloatVector draws(IntVector rowKeys, IntVector mixKeys) {
        IntVector first = rowKeys.lanewise(VectorOperators.XOR, rowKeys.lanewise(VectorOperators.LSHR, 16))
                .mul(FIRST)
                .lanewise(VectorOperators.XOR, mixKeys);
        IntVector second = first.lanewise(VectorOperators.XOR, first.lanewise(VectorOperators.LSHR, 15))
                .mul(SECOND);
        IntVector mixed = second.lanewise(VectorOperators.XOR, second.lanewise(VectorOperators.LSHR, 16));
        return (FloatVector) mixed.convert(VectorOperators.I2F, 0);
    }

    /** What is added to the keys of a row of lanes. */
    static int rowOffset(long stepKey, int row) {
        return high(stepKey) + row * WEYL;
    }

    static int high(long key) {
        return (int) (key >>> 32);
    }

    static int low(long key) {
        return (int) key;
    }
}
