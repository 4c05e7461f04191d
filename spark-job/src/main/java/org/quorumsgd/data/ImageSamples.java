package org.quorumsgd.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The images and labels that one agent holds, in memory as compact as in the source: one byte a pixel where the source has
 * bytes, else a float. Positions 0 to size - 1 follow the order of the rows asked for. Immutable.
 */
public final class ImageSamples implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ImageShape shape;
    private final PixelType pixelType;
    private final byte[][] bytes;
    private final float[][] floats;
    private final int[] labels;

    private ImageSamples(ImageShape shape, PixelType pixelType, byte[][] bytes, float[][] floats, int[] labels) {
        this.shape = shape;
        this.pixelType = pixelType;
        this.bytes = bytes;
        this.floats = floats;
        this.labels = labels;
    }

    /** Reads the given rows, strictly ascending, in one pass. */
    public static ImageSamples read(ImageSource source, int[] rows) {
        boolean isBytes = source.pixelType() == PixelType.UNSIGNED_BYTE;
        byte[][] bytes = new byte[isBytes ? rows.length : 0][];
        float[][] floats = new float[isBytes ? 0 : rows.length][];
        int[] labels = new int[rows.length];
        source.read(rows, new RowConsumer() {
            private int next;

            @Override
            public void bytes(int row, int label, byte[] pixels) {
                labels[next] = label;
                bytes[next++] = pixels.clone();
            }

            @Override
            public void floats(int row, int label, float[] pixels) {
                labels[next] = label;
                floats[next++] = pixels.clone();
            }
        });
        return new ImageSamples(source.shape(), source.pixelType(), bytes, floats, labels);
    }

    /** The samples at the given positions, in that order; pixels are shared, not copied. */
    public ImageSamples select(int[] positions) {
        boolean isBytes = pixelType == PixelType.UNSIGNED_BYTE;
        byte[][] selectedBytes = new byte[isBytes ? positions.length : 0][];
        float[][] selectedFloats = new float[isBytes ? 0 : positions.length][];
        int[] selectedLabels = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            selectedLabels[i] = labels[positions[i]];
            if (isBytes) {
                selectedBytes[i] = bytes[positions[i]];
            } else {
                selectedFloats[i] = floats[positions[i]];
            }
        }
        return new ImageSamples(shape, pixelType, selectedBytes, selectedFloats, selectedLabels);
    }

    public ImageShape shape() {
        return shape;
    }

    public int size() {
        return labels.length;
    }

    public int label(int position) {
        return labels[position];
    }

    /** Of the positions, in their order. */
    public int[] labels(int[] positions) {
        return Arrays.stream(positions).map(this::label).toArray();
    }

    /** Memory of pixels and labels, without the object headers of the images (16 bytes each). */
    public long bytes() {
        return (long) size() * (shape.pixels() * (long) pixelType.bytes() + Integer.BYTES);
    }

    /** Writes (x - mean) / standard deviation of the position's pixels, per channel, into target from offset on. */
    public void copyNormalised(int position, Normalisation normalisation, float[] target, int offset) {
        int perChannel = shape.pixelsPerChannel();
        for (int channel = 0; channel < shape.channels(); channel++) {
            float mean = normalisation.mean(channel);
            float scale = 1 / normalisation.standardDeviation(channel);
            int from = channel * perChannel;
            if (pixelType == PixelType.UNSIGNED_BYTE) {
                byte[] image = bytes[position];
                for (int i = from; i < from + perChannel; i++) {
                    target[offset + i] = ((image[i] & 0xff) - mean) * scale;
                }
            } else {
                float[] image = floats[position];
                for (int i = from; i < from + perChannel; i++) {
                    target[offset + i] = (image[i] - mean) * scale;
                }
            }
        }
    }

    /** Hands over every sample with its position; the consumer must not write to the pixels. */
    public void forEach(RowConsumer consumer) {
        for (int position = 0; position < size(); position++) {
            if (pixelType == PixelType.UNSIGNED_BYTE) {
                consumer.bytes(position, labels[position], bytes[position]);
            } else {
                consumer.floats(position, labels[position], floats[position]);
            }
        }
    }
}
