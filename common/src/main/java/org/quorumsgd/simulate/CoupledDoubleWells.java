package org.quorumsgd.simulate;

import jdk.incubator.vector.FloatVector;

/**
 * f(x) = s [sum_i (a x_i^4 + b x_i^2 + c x_i) + (A / d) sum_{i&lt;j} sin(omega x_i) sin(omega x_j)]: double wells whose coordinates are
 * all coupled (Boffi &amp; Slotine 2020, eq. 44).
 *
 * @param dimension d
 * @param scale s
 * @param well a, b, c
 * @param amplitude A
 * @param frequency omega
 */
public record CoupledDoubleWells(int dimension, double scale, DoubleWell well, double amplitude, double frequency)
        implements Loss {

    @Override
    public double value(double[] x) {
        return scale * (wells(x) + pairs(x, 1));
    }

    private double wells(double[] x) {
        double sum = 0;
        for (double coordinate : x) {
            sum += well.value(coordinate);
        }
        return sum;
    }

    /** (A / d) sum over pairs = (A / 2d) (S^2 - sum of squares), every sine times {@code factor}. */
    private double pairs(double[] x, double factor) {
        double sum = 0;
        double squares = 0;
        for (double coordinate : x) {
            double sine = factor * Math.sin(frequency * coordinate);
            sum += sine;
            squares += sine * sine;
        }
        return amplitude / dimension * (sum * sum - squares) / 2;
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
        double sum = 0;
        for (double coordinate : x) {
            sum += Math.sin(frequency * coordinate);
        }
        for (int i = 0; i < dimension; i++) {
            double phase = frequency * x[i];
            gradient[i] = scale
                    * (well.slope(x[i])
                            + amplitude * frequency / dimension * Math.cos(phase) * (sum - Math.sin(phase)));
        }
    }

    @Override
    public double smoothed(double[] x, double halfWidth) {
        double sum = 0;
        for (double coordinate : x) {
            sum += well.smoothed(coordinate, halfWidth);
        }
        return scale * (sum + pairs(x, Smoothing.ofWave(frequency, halfWidth)));
    }

    @Override
    public void gradients(float[] positions, float[] gradients, int points) {
        Wave wave = new Wave(frequency);
        WellSlope slope = new WellSlope(scale, well);
        float pairSlope = (float) (scale * amplitude * frequency / dimension);
        int length = dimension * Lanes.COUNT;
        for (int begin = 0; begin < points * length; begin += length) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int o = begin; o < begin + length; o += Lanes.COUNT) {
                FloatVector sine = wave.sine(FloatVector.fromArray(Lanes.FLOATS, positions, o));
                sine.intoArray(gradients, o);
                sum = sum.add(sine);
            }
            for (int o = begin; o < begin + length; o += Lanes.COUNT) {
                FloatVector x = FloatVector.fromArray(Lanes.FLOATS, positions, o);
                FloatVector others = sum.sub(FloatVector.fromArray(Lanes.FLOATS, gradients, o));
                wave.cosine(x)
                        .mul(others)
                        .fma(FloatVector.broadcast(Lanes.FLOATS, pairSlope), slope.at(x))
                        .intoArray(gradients, o);
            }
        }
    }
}
