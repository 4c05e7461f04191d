package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelStatisticsTest {
    private static final int ROWS = 50;
    private static final ImageShape SHAPE = new ImageShape(3, 4, 5);

    private static final ImageSource BYTES = new HeldImages(
            SHAPE, PixelType.UNSIGNED_BYTE, ROWS, row -> ExampleFiles.pixels(row, 60), row -> new float[0]);
    private static final ImageSource FLOATS =
            new HeldImages(SHAPE, PixelType.FLOAT, ROWS, row -> new byte[0], ChannelStatisticsTest::floats);

    private static float[] floats(int row) {
        float[] pixels = new float[60];
        for (int place = 0; place < 60; place++) {
            // The second channel is a constant that binary numbers do not hold exactly.
            int channel = place / 20;
            pixels[place] = channel == 1 ? 0.1f : (float) (Math.sin(row * 60 + place) * 3 + channel);
        }
        return pixels;
    }

    private static ImageSamples all(ImageSource source) {
        return ImageSamples.read(source, RowOrder.natural(ROWS));
    }

    /** Mean and deviation by the definition, in two loops. */
    private static double[] byDefinition(int channel, IntFunction<float[]> image) {
        double mean = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int i = channel * 20; i < channel * 20 + 20; i++) {
                mean += image.apply(row)[i] / (ROWS * 20.0);
            }
        }
        double variance = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int i = channel * 20; i < channel * 20 + 20; i++) {
                variance += Math.pow(image.apply(row)[i] - mean, 2) / (ROWS * 20.0);
            }
        }
        return new double[] {mean, Math.sqrt(variance)};
    }

    private static float[] unsigned(int row) {
        float[] pixels = new float[60];
        for (int place = 0; place < 60; place++) {
            pixels[place] = ExampleFiles.pixel(row, place) & 0xff;
        }
        return pixels;
    }

    @Test
    void meanAndDeviationAreThoseOfThePlainLoop() {
        Normalisation bytes = ChannelStatistics.of(all(BYTES)).normalisation();
        Normalisation floats = ChannelStatistics.of(all(FLOATS)).normalisation();
        for (int channel = 0; channel < 3; channel++) {
            double[] expected = byDefinition(channel, ChannelStatisticsTest::unsigned);
            assertThat((double) bytes.mean(channel)).isCloseTo(expected[0], within(1e-5));
            assertThat((double) bytes.standardDeviation(channel)).isCloseTo(expected[1], within(1e-5));
            if (channel != 1) {
                expected = byDefinition(channel, ChannelStatisticsTest::floats);
                assertThat((double) floats.mean(channel)).isCloseTo(expected[0], within(1e-6));
                assertThat((double) floats.standardDeviation(channel)).isCloseTo(expected[1], within(1e-6));
            }
        }
    }

    @Test
    void constantChannelBecomesZero() {
        ImageSamples samples = all(FLOATS);
        Normalisation normalisation = ChannelStatistics.of(samples).normalisation();
        assertThat(normalisation.mean(1)).isEqualTo(0.1f);
        assertThat(normalisation.standardDeviation(1)).isEqualTo(1);
        float[] image = new float[60];
        samples.copyNormalised(3, normalisation, image, 0);
        assertThat(image[20]).isZero();
        assertThat(image[39]).isZero();
    }

    @Test
    void normalisedTrainingImagesHaveMeanZeroAndDeviationOne() {
        for (ImageSource source : List.of(BYTES, FLOATS)) {
            ImageSamples samples = all(source);
            Normalisation normalisation = ChannelStatistics.of(samples).normalisation();
            float[] target = new float[7 + ROWS * 60];
            for (int row = 0; row < ROWS; row++) {
                samples.copyNormalised(row, normalisation, target, 7 + row * 60);
            }
            double sum = 0;
            double sumOfSquares = 0;
            for (int row = 0; row < ROWS; row++) {
                for (int i = 0; i < 20; i++) {
                    double x = target[7 + row * 60 + i];
                    sum += x;
                    sumOfSquares += x * x;
                }
            }
            assertThat(sum / (ROWS * 20)).isCloseTo(0, within(1e-6));
            assertThat(sumOfSquares / (ROWS * 20)).isCloseTo(1, within(1e-6));
            assertThat(target).startsWith(0, 0, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void statisticsOfBytesDoNotDependOnHowRowsAreDealt() {
        Normalisation whole = ChannelStatistics.of(all(BYTES)).normalisation();
        ChannelStatistics first = ChannelStatistics.of(BYTES, new int[] {0, 7, 49});
        int[] rest = IntStream.range(0, ROWS)
                .filter(row -> row != 0 && row != 7 && row != 49)
                .toArray();
        ChannelStatistics second = ChannelStatistics.of(BYTES, rest);
        for (ChannelStatistics total : List.of(
                first.plus(second),
                second.plus(first),
                ChannelStatistics.zero(3).plus(first).plus(second))) {
            assertThat(total.count()).isEqualTo(ROWS * 20);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(total.normalisation().mean(channel)).isEqualTo(whole.mean(channel));
                assertThat(total.normalisation().standardDeviation(channel))
                        .isEqualTo(whole.standardDeviation(channel));
            }
        }
    }

    @Test
    void impossibleNumbersAreNamed() {
        assertThatThrownBy(() -> ChannelStatistics.zero(1).normalisation())
                .hasMessage("Invalid number of pixels: 0 (expected at least 1)");
        assertThatThrownBy(() -> ChannelStatistics.zero(1).plus(ChannelStatistics.zero(3)))
                .hasMessage("Invalid number of channels: 3 (expected 1)");
        assertThatThrownBy(() -> new Normalisation(new float[] {0}, new float[] {Float.NaN}))
                .hasMessage("Invalid standard deviation of channel 0: NaN (expected a positive finite number)");
        assertThatThrownBy(() -> new Normalisation(new float[] {Float.NaN}, new float[] {1}))
                .hasMessage("Invalid mean of channel 0: NaN (expected a finite number)");
    }
}
