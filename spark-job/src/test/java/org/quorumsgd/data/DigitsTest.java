package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigitsTest {
    private final ImageDataSet digits = ImageDataSets.open(DataSettings.digits(), HadoopFiles.ofClassPath());

    @Test
    void everyFifthImageIsATestImage() {
        assertThat(digits.train().size()).isEqualTo(1438);
        assertThat(digits.test().size()).isEqualTo(359);
        assertThat(digits.shape()).isEqualTo(new ImageShape(1, 8, 8));
        assertThat(digits.classes()).isEqualTo(10);
        digits.verify();
    }

    /** The first ten images of the data set show the digits 0 to 9 in order; of these 4 and 9 are test images. */
    @Test
    void rowsKeepTheOrderOfTheDataSet() {
        ImageSamples train = ImageSamples.read(digits.train(), new int[] {0, 3, 4, 7});
        ImageSamples test = ImageSamples.read(digits.test(), new int[] {0, 1});
        assertThat(new int[] {train.label(0), train.label(1), train.label(2), train.label(3)})
                .containsExactly(0, 3, 5, 8);
        assertThat(new int[] {test.label(0), test.label(1)}).containsExactly(4, 9);
    }

    /** The first line of the file of the UCI repository, and of scikit-learn's copy. */
    @Test
    void firstImageIsTheFirstLineOfTheOriginal() {
        assertThat(ExampleFiles.rows(digits.train(), 0))
                .containsExactly("0:0:[0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, "
                        + "0, 4, 12, 0, 0, 8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, "
                        + "0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6, 13, 10, 0, 0, 0]");
    }

    /** Over all pixels of the 1,797 images the original adds up to 561,718. */
    @Test
    void noPixelIsLostOrChanged() {
        ChannelStatistics all = ChannelStatistics.of(digits.train(), RowOrder.natural(1438))
                .plus(ChannelStatistics.of(digits.test(), RowOrder.natural(359)));
        assertThat(all.count()).isEqualTo(1797 * 64);
        assertThat(all.normalisation().mean(0)).isEqualTo((float) (561718.0 / (1797 * 64)));
    }

    @Test
    void filesAreFingerprintedOnceForBothSplits() {
        assertThat(DataFingerprint.of(digits))
                .extracting(DataFingerprint::name)
                .containsExactly("classpath:digits/images-idx3-ubyte.gz", "classpath:digits/labels-idx1-ubyte.gz");
    }
}
