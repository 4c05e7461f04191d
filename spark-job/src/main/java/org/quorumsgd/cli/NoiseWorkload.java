package org.quorumsgd.cli;

import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.ProblemName;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.NoiseImages;
import org.quorumsgd.random.RandomStreams;

/** What is trained on where only speed counts: images of noise in the shape of CIFAR-10, or a quadratic. */
final class NoiseWorkload {
    static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    static final int CLASSES = 10;
    private static final int BATCHES_AN_AGENT = 4;
    private static final int TEST_IMAGES = 100;

    private NoiseWorkload() {}

    static Workload of(Configuration configuration) {
        return configuration.value(Keys.PROBLEM) == ProblemName.QUADRATIC
                ? new QuadraticWorkload(configuration)
                : images(configuration);
    }

    static ImageWorkload images(Configuration configuration) {
        RandomStreams streams = new RandomStreams(configuration.value(Keys.SEED));
        int images = BATCHES_AN_AGENT * configuration.value(Keys.AGENTS) * configuration.value(Keys.BATCH_SIZE);
        ImageDataSet noise = new ImageDataSet(
                "noise",
                new NoiseImages(SHAPE, CLASSES, images, streams),
                new NoiseImages(SHAPE, CLASSES, TEST_IMAGES, streams));
        return ImageWorkload.of(
                configuration, AgentImages.of(noise, configuration), new org.apache.hadoop.conf.Configuration());
    }
}
