package org.quorumsgd.simulate;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.io.Serializable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
    private static final float UNIT = 0x1p-31f;

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

    /**
     * y += w draw for the rows of all lanes.
     *
     * @param high what {@link #high} makes of the lanes' simulation keys
     * @param low what {@link #low} makes of them
     * @param halfWidth w
     * @param y shape (rows, lanes), flat
     */
    static void add(int[] high, int[] low, long stepKey, double halfWidth, float[] y) {
        IntVector rowKeys = IntVector.fromArray(Lanes.INTS, high, 0).add(high(stepKey));
        IntVector mixKeys = IntVector.fromArray(Lanes.INTS, low, 0).lanewise(XOR, low(stepKey));
        FloatVector width = FloatVector.broadcast(Lanes.FLOATS, (float) halfWidth * UNIT);
        for (int o = 0; o < y.length; o += Lanes.COUNT) {
            IntVector first =
                    rowKeys.lanewise(XOR, rowKeys.lanewise(LSHR, 16)).mul(FIRST).lanewise(XOR, mixKeys);
            IntVector second = first.lanewise(XOR, first.lanewise(LSHR, 15)).mul(SECOND);
            FloatVector draw = (FloatVector)
                    second.lanewise(XOR, second.lanewise(LSHR, 16)).convert(I2F, 0);
            draw.fma(width, FloatVector.fromArray(Lanes.FLOATS, y, o)).intoArray(y, o);
            rowKeys = rowKeys.add(WEYL);
        }
    }

    static int high(long key) {
        return (int) (key >>> 32);
    }

    static int low(long key) {
        return (int) key;
    }
}
