package org.quorumsgd.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of two square matrices of floats, again and again: the most that the cores compute. One a thread. */
public final class MatrixProduct {
    private final INDArray a;
    private final INDArray b;
    private final INDArray product;

    /** @param rows of each matrix, and columns */
    public MatrixProduct(int rows) {
        Dl4jAcceleration.enable();
        a = Nd4j.rand(rows, rows);
        b = Nd4j.rand(rows, rows);
        product = Nd4j.createUninitialized(rows, rows);
    }

    /** Floating-point operations of one product, an addition and a multiplication counted as two. */
    public static double flops(int rows) {
        return 2.0 * rows * rows * rows;
    }

    public void run(int products) {
        for (int i = 0; i < products; i++) {
            a.mmuli(b, product);
        }
    }
}
