package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.data.ImageShape;

/**
 * The gradient of a network on one and the same minibatch, again and again, by Deeplearning4j alone: the speed that everything
 * around it is measured against. Not thread-safe; one loop a thread.
 */
public final class GradientLoop implements AutoCloseable {
    private final MultiLayerNetwork network;
    private final INDArray features;
    private final INDArray labels;

    /** @param json the network's configuration */
    public GradientLoop(String json, ImageShape shape, int classes, int batchSize) {
        Dl4jAcceleration.enable();
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
        network = new MultiLayerNetwork(configuration);
        network.init();
        features = Nd4j.rand(Networks.inputArrayShape(configuration, shape, batchSize));
        labels = Nd4j.zeros(batchSize, classes);
        for (int b = 0; b < batchSize; b++) {
            labels.putScalar(b, b % classes, 1);
        }
    }

    public void run(int steps) {
        for (int step = 0; step < steps; step++) {
            network.setInput(features);
            network.setLabels(labels);
            network.computeGradientAndScore();
        }
    }

    @Override
    public void close() {
        network.close();
        features.close();
        labels.close();
    }
}
