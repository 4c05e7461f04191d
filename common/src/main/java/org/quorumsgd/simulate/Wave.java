package org.quorumsgd.simulate;

import java.io.Serializable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * sin(omega x) and cos(omega x) in single precision, for vectors.
 *
 * <p>omega x = pi (n + r), n whole and |r| &lt;= 1/2: adding and subtracting 1.5 * 2^23 rounds to n, whose lowest bit is the sign;
 * omega / pi is split in two floats, so that r is right to its last bits. The polynomials in r^2 are minimax fits on |r| &lt;=
 * 1/2. Absolute error below 4e-7 for |omega x| &lt; 1,000; without meaning for |omega x| beyond 1e7; NaN for non-finite x.
 */
final class Wave implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final float ROUND = 0x1.8p23f;

    private final float high;
    private final float low;

    /** @param frequency omega */
    Wave(double frequency) {
        double halfTurns = frequency / Math.PI;
        this.high = (float) halfTurns;
        this.low = (float) (halfTurns - high);
    }

    FloatVector cosine(FloatVector x) {
        FloatVector shifted = shifted(x);
        FloatVector rest = rest(x, shifted);
        FloatVector square = rest.mul(rest);
        FloatVector even = square.fma(constant(0.2196968f), constant(-1.3318802f))
                .fma(square, constant(4.058412f))
                .fma(square, constant(-4.934793f))
                .fma(square, constant(0.99999994f));
        return signed(even, shifted);
    }

    FloatVector sine(FloatVector x) {
        FloatVector shifted = shifted(x);
        FloatVector rest = rest(x, shifted);
        FloatVector square = rest.mul(rest);
        FloatVector odd = square.fma(constant(0.07722013f), constant(-0.5980452f))
                .fma(square, constant(2.5500314f))
                .fma(square, constant(-5.167707f))
                .fma(square, constant(3.1415925f))
                .mul(rest);
        return signed(odd, shifted);
    }

    /** n + 1.5 * 2^23. */
    private FloatVector shifted(FloatVector x) {
        return x.fma(constant(high), constant(ROUND));
    }

    /** r. */
    private FloatVector rest(FloatVector x, FloatVector shifted) {
        return x.fma(constant(low), x.fma(constant(high), constant(ROUND).sub(shifted)));
    }

    /** (-1)^n times the values. */
    private static FloatVector signed(FloatVector values, FloatVector shifted) {
        IntVector sign = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 31);
        return values.reinterpretAsInts().lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(Lanes.FLOATS, value);
    }
}
