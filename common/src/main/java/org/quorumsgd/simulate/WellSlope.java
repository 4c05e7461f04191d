package org.quorumsgd.simulate;

import jdk.incubator.vector.FloatVector;

/** The derivative of a double well in single precision, for vectors. */
final class WellSlope {
    private final float cubic;
    private final float linear;
    private final float constant;

    WellSlope(double scale, DoubleWell well) {
        this.cubic = (float) (4 * scale * well.quartic());
        this.linear = (float) (2 * scale * well.quadratic());
        this.constant = (float) (scale * well.linear());
    }

    FloatVector at(FloatVector x) {
        return x.mul(x)
                .fma(FloatVector.broadcast(Lanes.FLOATS, cubic), FloatVector.broadcast(Lanes.FLOATS, linear))
                .fma(x, FloatVector.broadcast(Lanes.FLOATS, constant));
    }
}
