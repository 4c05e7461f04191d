package org.quorumsgd.simulate;

import java.util.List;

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

    /** By sin(2 y) = 2 sin y cos y: s [slope + (A omega / d) (S cos(omega x_i) - sin(2 omega x_i) / 2)]. */
    @Override
    public List<Sweep> gradients(float[] positions, float[] gradients, int points) {
        double pairSlope = scale * amplitude * frequency / dimension;
        float[] sums = new float[points * Lanes.COUNT];
        return List.of(
                Cubic.slope(scale, well).into(positions, gradients),
                Wave.sine(2 * frequency).adding(Lanes.all(-pairSlope / 2), positions, gradients),
                Wave.sine(frequency).summing(positions, sums),
                new Cubic(0, (float) pairSlope, 0).into(sums, sums),
                Wave.cosine(frequency).adding(sums, positions, gradients));
    }
}
