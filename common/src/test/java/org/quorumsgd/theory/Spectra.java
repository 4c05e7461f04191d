package org.quorumsgd.theory;

import java.util.Arrays;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** Eigenvalues of small matrices, for formulas that claim to know them. */
final class Spectra {
    private Spectra() {}

    /** The largest modulus. */
    static double radius(double[]... rows) {
        EigenDecomposition eigen = of(rows);
        double largest = 0;
        for (int i = 0; i < rows.length; i++) {
            largest = Math.max(largest, Math.hypot(eigen.getRealEigenvalue(i), eigen.getImagEigenvalue(i)));
        }
        return largest;
    }

    /** The largest real part: minus the slowest rate of a linear differential equation. */
    static double abscissa(double[]... rows) {
        return Arrays.stream(of(rows).getRealEigenvalues()).max().orElseThrow();
    }

    /** Minus the largest eigenvalue of the symmetric part of theta J theta^-1: the contraction rate in that metric. */
    static double contractionRate(double[][] jacobian, double[][] theta) {
        RealMatrix metric = MatrixUtils.createRealMatrix(theta);
        RealMatrix generalized =
                metric.multiply(MatrixUtils.createRealMatrix(jacobian)).multiply(MatrixUtils.inverse(metric));
        RealMatrix symmetric = generalized.add(generalized.transpose()).scalarMultiply(0.5);
        return -abscissa(symmetric.getData());
    }

    private static EigenDecomposition of(double[][] rows) {
        return new EigenDecomposition(MatrixUtils.createRealMatrix(rows));
    }
}
