package org.quorumsgd.simulate;

import jdk.incubator.vector.FloatVector;

/**
 * cos(omega x + phase) in single precision, for arrays.
 *
 * <p>omega x + phase = 2 pi (n + r), n whole and |r| &lt;= 1/2: adding and subtracting 1.5 * 2^23 rounds to n; omega / 2 pi is split in
 * two floats, so that r is right to its last bits. The polynomial in r^2 is a minimax fit of cos(2 pi r). Absolute error below 1e-6
 * for |omega x| &lt; 1,000; without meaning beyond 1e7; NaN for non-finite x.
 *
 * <p>Vectors stay inside of each loop: one that is handed from method to method is a heap object unless the compiler inlines both.
 */
final class Wave {
    private static final float ROUND = 0x1.8p23f;
    private static final float C0 = 1;
    private static final float C1 = -19.739204f;
    private static final float C2 = 64.93912f;
    private static final float C3 = -85.450165f;
    private static final float C4 = 60.16783f;
    private static final float C5 = -25.968313f;
    private static final float C6 = 6.5296106f;

    private final float high;
    private final float low;
    private final float phase;

    private Wave(double frequency, float phaseInTurns) {
        double turns = frequency / (2 * Math.PI);
        this.high = (float) turns;
        this.low = (float) (turns - high);
        this.phase = phaseInTurns;
    }

    /** cos(omega x). */
    static Wave cosine(double frequency) {
        return new Wave(frequency, 0);
    }

    /** sin(omega x). */
    static Wave sine(double frequency) {
        return new Wave(frequency, -0.25f);
    }

    /**
     * What adds factor wave(x) to y.
     *
     * @param factors shape (groups, lanes), flat; every group is for an equal share of x
     */
    Sweep adding(float[] factors, float[] x, float[] y) {
        return new Adding(this, factors, x, y);
    }

    /** What writes the sums of wave(x) over equal shares of x; {@code sums} has the shape (groups, lanes), flat. */
    Sweep summing(float[] x, float[] sums) {
        return new Summing(this, x, sums);
    }

    private record Adding(Wave wave, float[] factors, float[] x, float[] y) implements Sweep {
        @Override
        public void run(int step) {
            int share = x.length / factors.length * Lanes.COUNT;
            for (int group = 0; group < factors.length; group += Lanes.COUNT) {
                wave.add(group, factors, x, y, group / Lanes.COUNT * share, share);
            }
        }
    }

    private record Summing(Wave wave, float[] x, float[] sums) implements Sweep {
        @Override
        public void run(int step) {
            int share = x.length / sums.length * Lanes.COUNT;
            for (int group = 0; group < sums.length; group += Lanes.COUNT) {
                wave.sum(x, group / Lanes.COUNT * share, share, sums, group);
            }
        }
    }

    private void add(int group, float[] factors, float[] x, float[] y, int begin, int length) {
        FloatVector factor = FloatVector.fromArray(Lanes.FLOATS, factors, group);
        for (int o = begin; o < begin + length; o += Lanes.COUNT) {
            FloatVector at = FloatVector.fromArray(Lanes.FLOATS, x, o);
            FloatVector whole =
                    at.fma(constant(high), constant(phase)).add(constant(ROUND)).sub(constant(ROUND));
            FloatVector rest =
                    at.fma(constant(low), at.fma(constant(high), constant(phase).sub(whole)));
            FloatVector square = rest.mul(rest);
            square.fma(constant(C6), constant(C5))
                    .fma(square, constant(C4))
                    .fma(square, constant(C3))
                    .fma(square, constant(C2))
                    .fma(square, constant(C1))
                    .fma(square, constant(C0))
                    .fma(factor, FloatVector.fromArray(Lanes.FLOATS, y, o))
                    .intoArray(y, o);
        }
    }

    private void sum(float[] x, int begin, int length, float[] sums, int group) {
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        for (int o = begin; o < begin + length; o += Lanes.COUNT) {
            FloatVector at = FloatVector.fromArray(Lanes.FLOATS, x, o);
            FloatVector whole =
                    at.fma(constant(high), constant(phase)).add(constant(ROUND)).sub(constant(ROUND));
            FloatVector rest =
                    at.fma(constant(low), at.fma(constant(high), constant(phase).sub(whole)));
            FloatVector square = rest.mul(rest);
            sum = sum.add(square.fma(constant(C6), constant(C5))
                    .fma(square, constant(C4))
                    .fma(square, constant(C3))
                    .fma(square, constant(C2))
                    .fma(square, constant(C1))
                    .fma(square, constant(C0)));
        }
        sum.intoArray(sums, group);
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(Lanes.FLOATS, value);
    }
}
