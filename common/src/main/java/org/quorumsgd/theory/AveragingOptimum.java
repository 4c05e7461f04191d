package org.quorumsgd.theory;

import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;

/**
 * Averaging the centre of mass over time on f(x) = x^T A x / 2 with constant noise reaches a variance in which neither the
 * coupling nor the learning rate nor the quorum dynamics appear (Boffi &amp; Slotine, Lemma 5.5 (59), after Zhang et al.;
 * derived): whatever the rule, the gradients it has followed add up to nothing in the long run, so the mean of the centre
 * is A^{-1} times the mean of the noise.
 */
public final class AveragingOptimum {
    private AveragingOptimum() {}

    /**
     * (59): the limit of t Cov( (1/t) int_0^t xbar ds ), (1/p) A^{-1} Sigma A^{-T}.
     *
     * @param hessian A, positive definite, shape (d, d)
     * @param noiseCovariance Sigma of one agent per unit time, shape (d, d), the factor eta / b included
     * @param agents p
     * @return shape (d, d)
     */
    public static double[][] covariance(double[][] hessian, double[][] noiseCovariance, int agents) {
        Require.atLeastOne("number of agents", agents);
        try {
            RealMatrix inverse = new LUDecomposition(MatrixUtils.createRealMatrix(hessian))
                    .getSolver()
                    .getInverse();
            return inverse.multiply(MatrixUtils.createRealMatrix(noiseCovariance))
                    .multiply(inverse.transpose())
                    .scalarMultiply(1.0 / agents)
                    .getData();
        } catch (SingularMatrixException e) {
            throw new IllegalArgumentException("Invalid Hessian: singular (expected positive definite)", e);
        }
    }

    /**
     * The discrete form in one dimension: the limit of steps * Var( mean over the steps of xbar ), sigma^2 / (b p a^2).
     * Learning rate, gain, momentum and quorum dynamics do not enter.
     */
    public static double perStep(double curvature, double noiseVariance, int batchSize, int agents) {
        Require.positive("curvature", curvature);
        return Require.nonNegative("noise variance", noiseVariance)
                / (Require.atLeastOne("batch size", batchSize)
                        * (double) Require.atLeastOne("number of agents", agents)
                        * curvature
                        * curvature);
    }

    /**
     * steps * Var( mean over the steps of xbar ) of QSGD with SGD, exactly, from a stationary start: with r = 1 - h,
     * Var xbar ( (1 + r)/(1 - r) - 2 r (1 - r^n) / (n (1 - r)^2) ) for n steps, the sum of an AR(1) process's covariances.
     */
    public static double qsgdAfter(long steps, QuadraticTheory theory) {
        Require.that(steps >= 1, "number of steps", steps, "at least 1");
        double h = theory.learningRate() * theory.curvature();
        double r = 1 - h;
        return theory.qsgdCentreVariance() * ((1 + r) / h - 2 * r * (1 - Math.pow(r, steps)) / (steps * h * h));
    }
}
