package org.quorumsgd.simulate;

import jdk.incubator.vector.FloatVector;

/**
 * c_3 x^3 + c_1 x + c_0 in single precision, for arrays: the slope of a double well.
 *
 * @param cubic c_3
 * @param linear c_1
 * @param constant c_0
 */
record Cubic(float cubic, float linear, float constant) {
    /** s (4 a x^3 + 2 b x + c). */
    static Cubic slope(double scale, DoubleWell well) {
        return new Cubic((float) (4 * scale * well.quartic()), (float) (2 * scale * well.quadratic()), (float)
                (scale * well.linear()));
    }

    /** What writes the values at x to y. */
    Sweep into(float[] x, float[] y) {
        return new Into(this, x, y);
    }

    private record Into(Cubic cubic, float[] x, float[] y) implements Sweep {
        @Override
        public void run(int step) {
            FloatVector third = FloatVector.broadcast(Lanes.FLOATS, cubic.cubic);
            FloatVector first = FloatVector.broadcast(Lanes.FLOATS, cubic.linear);
            FloatVector zeroth = FloatVector.broadcast(Lanes.FLOATS, cubic.constant);
            for (int o = 0; o < x.length; o += Lanes.COUNT) {
                FloatVector at = FloatVector.fromArray(Lanes.FLOATS, x, o);
                at.mul(at).fma(third, first).fma(at, zeroth).intoArray(y, o);
            }
        }
    }
}
