package org.quorumsgd.torch;

import org.apache.commons.rng.UniformRandomProvider;
import org.quorumsgd.vector.Vector;

/** Loss and gradient of a network on a minibatch, in native memory of its own. */
interface LossGradient extends AutoCloseable {
    /**
     * What {@code Objective.gradient} promises.
     *
     * @param pixels normalised, image after image
     * @param random of dropout and whatever else the network draws
     */
    double take(
            float[] pixels,
            long[] labels,
            UniformRandomProvider random,
            Vector parameters,
            Vector statistics,
            Vector gradient);

    @Override
    void close();
}
