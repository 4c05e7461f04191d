package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.Normalisation;

/**
 * Fills ND4J arrays with images: features as the network's first layer takes them, [b, channels, height, width] or [b, pixels],
 * normalised per channel; labels [b, classes], one-hot.
 */
record ImageArrays(MultiLayerConfiguration network, ImageShape shape, int classes, Normalisation normalisation) {

    INDArray emptyFeatures(int batch, DataType type) {
        return Nd4j.create(type, Networks.inputArrayShape(network, shape, batch));
    }

    INDArray emptyLabels(int batch, DataType type) {
        return Nd4j.create(type, batch, classes);
    }

    /** Normalised pixels, image after image. */
    float[] pixels(ImageSamples samples, int[] positions) {
        float[] values = new float[positions.length * shape.pixels()];
        for (int b = 0; b < positions.length; b++) {
            samples.copyNormalised(positions[b], normalisation, values, b * shape.pixels());
        }
        return values;
    }

    void fillFeatures(ImageSamples samples, int[] positions, INDArray features) {
        HostTransfer.write(pixels(samples, positions), features);
    }

    void fillLabels(ImageSamples samples, int[] positions, INDArray labels) {
        float[] values = new float[positions.length * classes];
        for (int b = 0; b < positions.length; b++) {
            values[b * classes + samples.label(positions[b])] = 1;
        }
        HostTransfer.write(values, labels);
    }
}
