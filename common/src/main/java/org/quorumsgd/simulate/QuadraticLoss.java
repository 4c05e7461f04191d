package org.quorumsgd.simulate;

import java.util.List;

/**
 * f(x) = (a / 2) |x|^2.
 *
 * @param dimension d
 * @param curvature a
 */
public record QuadraticLoss(int dimension, double curvature) implements Loss {
    @Override
    public double value(double[] x) {
        double sum = 0;
        for (double coordinate : x) {
            sum += coordinate * coordinate;
        }
        return curvature / 2 * sum;
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
        for (int i = 0; i < dimension; i++) {
            gradient[i] = curvature * x[i];
        }
    }

    @Override
    public double smoothed(double[] x, double halfWidth) {
        return value(x) + curvature / 2 * dimension * halfWidth * halfWidth / 3;
    }

    @Override
    public List<Sweep> gradients(float[] positions, float[] gradients, int points) {
        return List.of(new Cubic(0, (float) curvature, 0).into(positions, gradients));
    }
}
