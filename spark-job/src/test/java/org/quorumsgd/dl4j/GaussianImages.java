package org.quorumsgd.dl4j;

import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.DataFile;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.ImageSource;
import org.quorumsgd.data.PixelType;
import org.quorumsgd.data.RowConsumer;
import org.quorumsgd.data.SplitSettings;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/** Images of standard normal pixels, labels in turn. */
public record GaussianImages(ImageShape shape, int classes, int size) implements ImageSource {
    private static final RandomStreams STREAMS = new RandomStreams(2020);

    /** Two agents, of {@code size} images 80% for training and 20% for validation, and half as many for test. */
    public static AgentImages ofTwoAgents(ImageShape shape, int classes, int size, int batchSize) {
        return ofAgents(shape, classes, size, Assignment.PARTITION, List.of(batchSize, batchSize));
    }

    /** The same images for agents with these batch sizes. */
    static AgentImages ofAgents(
            ImageShape shape, int classes, int size, Assignment assignment, List<Integer> batchSizes) {
        return new AgentImages(
                new ImageDataSet(
                        "noise",
                        new GaussianImages(shape, classes, size),
                        new GaussianImages(shape, classes, size / 2)),
                new SplitSettings(0.2, assignment, batchSizes.size(), SplitSettings.ALL_ROWS),
                batchSizes,
                STREAMS);
    }

    @Override
    public PixelType pixelType() {
        return PixelType.FLOAT;
    }

    @Override
    public List<DataFile> files() {
        return List.of();
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        float[] pixels = new float[shape.pixels()];
        for (int row : rows) {
            var normal = ZigguratSampler.NormalizedGaussian.of(STREAMS.stream(Purpose.NOISE, 0, row));
            for (int j = 0; j < pixels.length; j++) {
                pixels[j] = (float) normal.sample();
            }
            consumer.floats(row, row % classes, pixels);
        }
    }
}
