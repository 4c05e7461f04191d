package org.quorumsgd.simulate;

/**
 * f(x) = sum_{i&lt;d-1} [b (x_{i+1} - x_i^2)^2 + (1 - x_i)^2]: a curved valley; the minimum, of value 0, at (1, ..., 1) (Rosenbrock
 * 1960).
 *
 * @param dimension d, at least 2
 * @param steepness b, usually 100
 */
public record Rosenbrock(int dimension, double steepness) implements Loss {
    @Override
    public double value(double[] x) {
        return smoothed(x, 0);
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
        gradient[0] = 0;
        for (int i = 0; i < dimension - 1; i++) {
            double off = x[i + 1] - x[i] * x[i];
            gradient[i] += -4 * steepness * off * x[i] - 2 * (1 - x[i]);
            gradient[i + 1] = 2 * steepness * off;
        }
    }

    @Override
    public double smoothed(double[] x, double halfWidth) {
        double variance = halfWidth * halfWidth / 3;
        // Of u^2, u uniform in [-c, c].
        double varianceOfSquare = halfWidth * halfWidth * halfWidth * halfWidth * (1.0 / 5 - 1.0 / 9);
        double sum = 0;
        for (int i = 0; i < dimension - 1; i++) {
            double off = x[i + 1] - x[i] * x[i] - variance;
            double valley = off * off + variance + 4 * x[i] * x[i] * variance + varianceOfSquare;
            sum += steepness * valley + (1 - x[i]) * (1 - x[i]) + variance;
        }
        return sum;
    }
}
