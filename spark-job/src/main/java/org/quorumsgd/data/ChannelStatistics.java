package org.quorumsgd.data;

import java.io.Serializable;

/**
 * Per-channel sums over pixels x: count n, S1 = sum x, S2 = sum x^2, smallest and largest x. A commutative monoid: {@link #zero},
 * {@link #of}, {@link #plus}. From them mean = S1 / n and the population variance = S2 / n - mean^2.
 *
 * <p>For unsigned bytes every sum is an integer that a double holds exactly (up to 1.3e11 pixels a channel), so the result does
 * not depend on how the rows are dealt or in which order shards are combined. For floats the sums round: combine shards in
 * agent order to repeat a result to the bit; the variance's relative error is about 1e-16 sqrt(n) (1 + mean^2 / variance).
 * Immutable.
 */
public final class ChannelStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long count;
    private final double[] sum;
    private final double[] sumOfSquares;
    private final double[] smallest;
    private final double[] largest;

    private ChannelStatistics(long count, double[] sum, double[] sumOfSquares, double[] smallest, double[] largest) {
        this.count = count;
        this.sum = sum;
        this.sumOfSquares = sumOfSquares;
        this.smallest = smallest;
        this.largest = largest;
    }

    /** Statistics of no pixels: the neutral element. */
    public static ChannelStatistics zero(int channels) {
        double[] smallest = new double[channels];
        double[] largest = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            smallest[channel] = Double.POSITIVE_INFINITY;
            largest[channel] = Double.NEGATIVE_INFINITY;
        }
        return new ChannelStatistics(0, new double[channels], new double[channels], smallest, largest);
    }

    public static ChannelStatistics of(ImageSamples samples) {
        Accumulator accumulator = new Accumulator(samples.shape());
        samples.forEach(accumulator);
        return accumulator.statistics();
    }

    /** One pass over a source without keeping its images. */
    public static ChannelStatistics of(ImageSource source, int[] rows) {
        Accumulator accumulator = new Accumulator(source.shape());
        source.read(rows, accumulator);
        return accumulator.statistics();
    }

    public ChannelStatistics plus(ChannelStatistics other) {
        int channels = sum.length;
        if (other.sum.length != channels) {
            throw new IllegalArgumentException(
                    "Invalid number of channels: " + other.sum.length + " (expected " + channels + ")");
        }
        ChannelStatistics total = zero(channels);
        for (int channel = 0; channel < channels; channel++) {
            total.sum[channel] = sum[channel] + other.sum[channel];
            total.sumOfSquares[channel] = sumOfSquares[channel] + other.sumOfSquares[channel];
            total.smallest[channel] = Math.min(smallest[channel], other.smallest[channel]);
            total.largest[channel] = Math.max(largest[channel], other.largest[channel]);
        }
        return new ChannelStatistics(count + other.count, total.sum, total.sumOfSquares, total.smallest, total.largest);
    }

    /** Pixels per channel. */
    public long count() {
        return count;
    }

    /**
     * Gives each channel mean 0 and standard deviation 1; a constant channel becomes 0 (its standard deviation is taken as 1).
     *
     * @throws IllegalStateException if there are no pixels
     */
    public Normalisation normalisation() {
        if (count == 0) {
            throw new IllegalStateException("Invalid number of pixels: 0 (expected at least 1)");
        }
        float[] mean = new float[sum.length];
        float[] standardDeviation = new float[sum.length];
        for (int channel = 0; channel < sum.length; channel++) {
            double exactMean = sum[channel] / count;
            double variance = sumOfSquares[channel] / count - exactMean * exactMean;
            float deviation = (float) Math.sqrt(Math.max(variance, 0));
            boolean constant = smallest[channel] == largest[channel];
            mean[channel] = constant ? (float) smallest[channel] : (float) exactMean;
            standardDeviation[channel] = constant || deviation == 0 ? 1 : deviation;
        }
        return new Normalisation(mean, standardDeviation);
    }

    /** Sums each image by itself first: exact for bytes, and for floats rounding grows with images instead of pixels. */
    private static final class Accumulator implements RowConsumer {
        private final ImageShape shape;
        private final ChannelStatistics total;
        private long images;

        Accumulator(ImageShape shape) {
            this.shape = shape;
            this.total = zero(shape.channels());
        }

        ChannelStatistics statistics() {
            return new ChannelStatistics(
                    images * shape.pixelsPerChannel(), total.sum, total.sumOfSquares, total.smallest, total.largest);
        }

        @Override
        public void bytes(int row, int label, byte[] pixels) {
            images++;
            for (int channel = 0; channel < shape.channels(); channel++) {
                long sum = 0;
                long sumOfSquares = 0;
                int smallest = 255;
                int largest = 0;
                int from = channel * shape.pixelsPerChannel();
                for (int i = from; i < from + shape.pixelsPerChannel(); i++) {
                    int x = pixels[i] & 0xff;
                    sum += x;
                    sumOfSquares += (long) x * x;
                    smallest = Math.min(smallest, x);
                    largest = Math.max(largest, x);
                }
                add(channel, (double) sum, (double) sumOfSquares, smallest, largest);
            }
        }

        @Override
        public void floats(int row, int label, float[] pixels) {
            images++;
            for (int channel = 0; channel < shape.channels(); channel++) {
                double sum = 0;
                double sumOfSquares = 0;
                double smallest = Double.POSITIVE_INFINITY;
                double largest = Double.NEGATIVE_INFINITY;
                int from = channel * shape.pixelsPerChannel();
                for (int i = from; i < from + shape.pixelsPerChannel(); i++) {
                    double x = pixels[i];
                    sum += x;
                    sumOfSquares += x * x;
                    smallest = Math.min(smallest, x);
                    largest = Math.max(largest, x);
                }
                add(channel, sum, sumOfSquares, smallest, largest);
            }
        }

        private void add(int channel, double sum, double sumOfSquares, double smallest, double largest) {
            total.sum[channel] += sum;
            total.sumOfSquares[channel] += sumOfSquares;
            total.smallest[channel] = Math.min(total.smallest[channel], smallest);
            total.largest[channel] = Math.max(total.largest[channel], largest);
        }
    }
}
