package org.quorumsgd.dl4j;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Block copies between Java arrays and whole contiguous ND4J arrays. Networks train in single precision; double-precision
 * ones exist for gradient checks and convert on the way.
 */
final class HostTransfer {
    private HostTransfer() {}

    static void write(float[] source, INDArray target) {
        if (target.dataType() == DataType.FLOAT) {
            try (FloatPointer pointer = new FloatPointer(target.data().addressPointer())) {
                pointer.put(source, 0, source.length);
            }
        } else {
            double[] values = new double[source.length];
            for (int j = 0; j < values.length; j++) {
                values[j] = source[j];
            }
            try (DoublePointer pointer = new DoublePointer(target.data().addressPointer())) {
                pointer.put(values, 0, values.length);
            }
        }
    }

    static void read(INDArray source, float[] target) {
        if (source.dataType() == DataType.FLOAT) {
            try (FloatPointer pointer = new FloatPointer(source.data().addressPointer())) {
                pointer.get(target, 0, target.length);
            }
        } else {
            double[] values = new double[target.length];
            try (DoublePointer pointer = new DoublePointer(source.data().addressPointer())) {
                pointer.get(values, 0, values.length);
            }
            for (int j = 0; j < values.length; j++) {
                target[j] = (float) values[j];
            }
        }
    }
}
