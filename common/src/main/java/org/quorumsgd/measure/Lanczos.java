package org.quorumsgd.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Extreme eigenvalues of a symmetric linear operator on R^n that is known only by what it does to a vector: Hessian-vector
 * products, for example.
 *
 * <p>m steps build an orthonormal basis V of the Krylov space of the start vector, each new vector orthogonalized twice
 * against all before it, and the tridiagonal T = V^T A V, whose eigenvalues are the Ritz values. Costs m operator calls,
 * 8 (m + 2) n bytes and 4 m^2 n multiplications. Deterministic: the result is a function of operator and start vector.
 *
 * <p>The smallest Ritz value is never below the operator's smallest eigenvalue, nor the largest above its largest, and some
 * eigenvalue lies within |beta_m s_m| of each, s_m the last component of T's eigenvector. When the Krylov space is
 * exhausted (the next basis vector vanishes) the Ritz values are eigenvalues, the extreme ones provided that the start vector
 * has a part along theirs, as a random one does. Rounding, and an operator that is linear and symmetric only up to its own
 * error, limit all this to that error.
 *
 * <p>Parlett, The Symmetric Eigenvalue Problem, ch. 13.
 */
public final class Lanczos {
    /** A next basis vector this much shorter than the operator's scale is rounding. */
    private static final double BREAKDOWN = 1e-13;

    private Lanczos() {}

    /**
     * @param smallest smallest Ritz value
     * @param smallestResidual some eigenvalue lies within this distance of it
     * @param largest largest Ritz value
     * @param largestResidual some eigenvalue lies within this distance of it
     * @param steps operator calls made, fewer than asked for when the Krylov space was exhausted
     */
    public record Extremes(
            double smallest, double smallestResidual, double largest, double largestResidual, int steps) {}

    /**
     * @param operator x to A x, both of shape (n,), A symmetric; must not change x; what it returns is overwritten
     * @param start shape (n,), n &gt;= 1, not zero; not changed
     * @param maximalSteps m &gt;= 1; no more than n are made
     * @throws IllegalArgumentException for a zero or non-finite start, or an operator that returns another length
     * @throws ArithmeticException when the operator returns a non-finite value
     */
    public static Extremes extremes(UnaryOperator<double[]> operator, double[] start, int maximalSteps) {
        if (maximalSteps < 1) {
            throw new IllegalArgumentException("Invalid number of steps: " + maximalSteps + " (expected at least 1)");
        }
        double length = norm(start);
        if (!(length > 0 && Double.isFinite(length))) {
            throw new IllegalArgumentException(
                    "Invalid norm of the start vector: " + length + " (expected a finite number above 0)");
        }
        int limit = Math.min(maximalSteps, start.length);
        double[] diagonal = new double[limit];
        double[] below = new double[limit];
        List<double[]> basis = new ArrayList<>(limit);
        basis.add(scaled(start, 1 / length));
        double scale = 0;
        int step = 0;
        while (true) {
            double[] image = apply(operator, basis.get(step), step + 1);
            scale = Math.max(scale, norm(image));
            diagonal[step] = dot(image, basis.get(step));
            orthogonalize(image, basis);
            orthogonalize(image, basis);
            below[step] = norm(image);
            step++;
            if (step == start.length || below[step - 1] <= BREAKDOWN * scale) {
                below[step - 1] = 0;
                return ritz(diagonal, below, step);
            }
            if (step == limit) {
                return ritz(diagonal, below, step);
            }
            basis.add(scaled(image, 1 / below[step - 1]));
        }
    }

    private static Extremes ritz(double[] diagonal, double[] below, int steps) {
        double last = below[steps - 1];
        EigenDecomposition eigen =
                new EigenDecomposition(Arrays.copyOf(diagonal, steps), Arrays.copyOf(below, steps - 1));
        double[] values = eigen.getRealEigenvalues();
        int least = 0;
        int most = 0;
        for (int i = 1; i < steps; i++) {
            least = values[i] < values[least] ? i : least;
            most = values[i] > values[most] ? i : most;
        }
        return new Extremes(
                values[least],
                Math.abs(last * eigen.getEigenvector(least).getEntry(steps - 1)),
                values[most],
                Math.abs(last * eigen.getEigenvector(most).getEntry(steps - 1)),
                steps);
    }

    private static double[] apply(UnaryOperator<double[]> operator, double[] x, int call) {
        double[] image = operator.apply(x);
        if (image.length != x.length) {
            throw new IllegalArgumentException(
                    "Invalid length of the operator's result: " + image.length + " (expected " + x.length + ")");
        }
        if (!Double.isFinite(norm(image))) {
            throw new ArithmeticException("Invalid norm of the operator's result in call " + call + ": " + norm(image)
                    + " (expected a finite number)");
        }
        return image;
    }

    private static void orthogonalize(double[] x, List<double[]> basis) {
        for (double[] v : basis) {
            double part = dot(x, v);
            for (int j = 0; j < x.length; j++) {
                x[j] -= part * v[j];
            }
        }
    }

    private static double[] scaled(double[] x, double factor) {
        double[] result = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            result[j] = factor * x[j];
        }
        return result;
    }

    private static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }
}
