package org.quorumsgd.simulate;

import java.util.List;

/**
 * f(x) = A d + sum_i (x_i^2 - A cos(2 pi x_i)): a bowl with a grid of minima; the deepest, of value 0, at the origin (Rastrigin
 * 1974).
 *
 * @param dimension d
 * @param amplitude A, usually 10
 */
public record Rastrigin(int dimension, double amplitude) implements Loss {
    private static final double FREQUENCY = 2 * Math.PI;

    @Override
    public double value(double[] x) {
        return withCosinesTimes(x, 1);
    }

    private double withCosinesTimes(double[] x, double factor) {
        double sum = amplitude * dimension;
        for (double coordinate : x) {
            sum += coordinate * coordinate - amplitude * factor * Math.cos(FREQUENCY * coordinate);
        }
        return sum;
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
        for (int i = 0; i < dimension; i++) {
            gradient[i] = 2 * x[i] + amplitude * FREQUENCY * Math.sin(FREQUENCY * x[i]);
        }
    }

    @Override
    public double smoothed(double[] x, double halfWidth) {
        return withCosinesTimes(x, Smoothing.ofWave(FREQUENCY, halfWidth)) + dimension * halfWidth * halfWidth / 3;
    }

    @Override
    public List<Sweep> gradients(float[] positions, float[] gradients, int points) {
        return List.of(
                new Cubic(0, 2, 0).into(positions, gradients),
                Wave.sine(FREQUENCY).adding(Lanes.all(amplitude * FREQUENCY), positions, gradients));
    }
}
