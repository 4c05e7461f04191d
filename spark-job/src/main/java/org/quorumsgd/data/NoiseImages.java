package org.quorumsgd.data;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/** Images of uniform noise with uniform labels, made when they are read: input for measuring speed, with nothing to learn. */
public record NoiseImages(ImageShape shape, int classes, int size, RandomStreams streams) implements ImageSource {
    @Override
    public PixelType pixelType() {
        return PixelType.UNSIGNED_BYTE;
    }

    @Override
    public List<DataFile> files() {
        return List.of();
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        RowOrder.check(rows, size);
        byte[] pixels = new byte[shape.pixels()];
        for (int row : rows) {
            UniformRandomProvider noise = streams.stream(Purpose.NOISE, 0, row);
            noise.nextBytes(pixels);
            consumer.bytes(row, noise.nextInt(classes), pixels);
        }
    }
}
