package org.quorumsgd.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images and labels of one minibatch in native memory, filled again for each step. */
record Minibatch(INDArray features, INDArray labels) implements AutoCloseable {
    static Minibatch empty(ImageArrays arrays, int size, DataType type) {
        return new Minibatch(arrays.emptyFeatures(size, type), arrays.emptyLabels(size, type));
    }

    int size() {
        return (int) labels.size(0);
    }

    @Override
    public void close() {
        features.close();
        labels.close();
    }
}
