package org.quorumsgd.torch;

import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.data.ImageSamples;

/** Judges models on held-out images: cross-entropy and errors, without regularization. */
interface Judge extends AutoCloseable {
    EvaluationSums evaluate(ImageSamples samples, Model judged);

    /**
     * Batch-norm statistics of the model's parameters over one pass through the images, shape (m,): means over minibatches. Images
     * are cut, in their order, into as few minibatches of at most {@code largestBatch} as will do, equal in size up to one image.
     * Each minibatch is normalised by its own statistics, as in training.
     */
    float[] recalibratedStatistics(ImageSamples samples, int largestBatch, Model judged);

    @Override
    void close();
}
