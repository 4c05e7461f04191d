package org.quorumsgd.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.Split;
import org.quorumsgd.data.BatchSampler;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.Normalisation;

/**
 * The images of one agent, on their way into ND4J arrays: features [b, channels, height, width] normalised per channel, labels
 * [b, classes] one-hot.
 */
final class AgentData {
    private final ImageShape shape;
    private final int classes;
    private final Normalisation normalisation;
    private final ImageSamples training;
    private final ImageSamples validation;
    private final ImageSamples test;
    private final BatchSampler sampler;
    private final float[] oneBatch;
    private final float[] oneBatchLabels;
    private final int[] rows;

    AgentData(
            ImageShape shape,
            int classes,
            Normalisation normalisation,
            ImageSamples training,
            ImageSamples validation,
            ImageSamples test,
            BatchSampler sampler) {
        this.shape = shape;
        this.classes = classes;
        this.normalisation = normalisation;
        this.training = training;
        this.validation = validation;
        this.test = test;
        this.sampler = sampler;
        this.oneBatch = new float[sampler.batchSize() * shape.pixels()];
        this.oneBatchLabels = new float[sampler.batchSize() * classes];
        this.rows = new int[sampler.batchSize()];
    }

    int batchSize() {
        return sampler.batchSize();
    }

    int classes() {
        return classes;
    }

    INDArray emptyFeatures(int batch, DataType type) {
        return Nd4j.create(type, batch, shape.channels(), shape.height(), shape.width());
    }

    INDArray emptyLabels(int batch, DataType type) {
        return Nd4j.create(type, batch, classes);
    }

    /** Fills features and labels with the minibatch that this step names. */
    void fillMinibatch(long step, INDArray features, INDArray labels) {
        sampler.fillRows(step, rows);
        fill(training, rows, oneBatch, features);
        Arrays.fill(oneBatchLabels, 0);
        for (int b = 0; b < rows.length; b++) {
            oneBatchLabels[b * classes + training.label(rows[b])] = 1;
        }
        HostTransfer.write(oneBatchLabels, labels);
    }

    /** Fills features with consecutive rows of a held-out shard. */
    void fill(ImageSamples samples, int[] wanted, float[] buffer, INDArray features) {
        for (int b = 0; b < wanted.length; b++) {
            samples.copyNormalised(wanted[b], normalisation, buffer, b * shape.pixels());
        }
        HostTransfer.write(buffer, features);
    }

    ImageSamples shard(Split split) {
        return switch (split) {
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }

    int pixels() {
        return shape.pixels();
    }
}
