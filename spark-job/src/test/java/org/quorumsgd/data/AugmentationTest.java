package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.data.Augmentation.Flip;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

class AugmentationTest {
    private static final RandomStreams STREAMS = new RandomStreams(6);
    private static final ImageShape SHAPE = new ImageShape(2, 5, 4);

    private static UniformRandomProvider stream() {
        return STREAMS.stream(Purpose.AUGMENTATION, 1, 9);
    }

    /** Pixels 1, 2, 3, ...: none is the padding's 0. */
    private static float[] images(ImageShape shape, int count) {
        float[] images = new float[count * shape.pixels()];
        for (int j = 0; j < images.length; j++) {
            images[j] = 1 + j % shape.pixels();
        }
        return images;
    }

    private static float[] applied(Augmentation augmentation, float[] images) {
        float[] changed = images.clone();
        augmentation.apply(changed, SHAPE, stream());
        return changed;
    }

    @Test
    void imagesAreWindowsOfPaddedImagesMirroredOrNot() {
        int padding = 3;
        int count = 40;
        float[] images = images(SHAPE, count);
        float[] changed = applied(new Augmentation(padding, Flip.LEFT_RIGHT), images);
        UniformRandomProvider random = stream();
        for (int image = 0; image < count; image++) {
            int top = random.nextInt(2 * padding + 1);
            int left = random.nextInt(2 * padding + 1);
            boolean mirrored = random.nextBoolean();
            float[][][] padded = new float[2][5 + 2 * padding][4 + 2 * padding];
            for (int j = 0; j < SHAPE.pixels(); j++) {
                padded[j / 20][padding + j % 20 / 4][padding + j % 4] = images[image * SHAPE.pixels() + j];
            }
            for (int j = 0; j < SHAPE.pixels(); j++) {
                int x = mirrored ? 3 - j % 4 : j % 4;
                assertThat(changed[image * SHAPE.pixels() + j]).isEqualTo(padded[j / 20][top + j % 20 / 4][left + x]);
            }
        }
    }

    /** Chi-square of 2 x 25 cells; above 133.3 with probability 1e-9. */
    @Test
    void everyOffsetAndReflectionIsEquallyLikely() {
        int count = 100_000;
        ImageShape shape = new ImageShape(1, 7, 7);
        float[] images = images(shape, count);
        new Augmentation(2, Flip.LEFT_RIGHT).apply(images, shape, stream());
        int[] cells = new int[50];
        for (int image = 0; image < count; image++) {
            int centre = image * shape.pixels() + 24;
            int source = Math.round(images[centre]) - 1; // never of the padding
            int offset = (source / 7 - 1) * 5 + source % 7 - 1;
            cells[2 * offset + (images[centre + 1] < images[centre] ? 0 : 1)]++;
        }
        double expected = count / 50.0;
        double chiSquare = Arrays.stream(cells)
                .mapToDouble(cell -> (cell - expected) * (cell - expected) / expected)
                .sum();
        assertThat(chiSquare).isLessThan(133.3);
    }

    @Test
    void mirroringTwiceGivesTheImageBack() {
        float[] images = images(SHAPE, 20);
        Augmentation flip = new Augmentation(0, Flip.LEFT_RIGHT);
        float[] once = applied(flip, images);
        assertThat(once).isNotEqualTo(images);
        assertThat(applied(flip, once)).isEqualTo(images);
    }

    @Test
    void mirroringChangesNoOffset() {
        float[] images = images(SHAPE, 20);
        float[] plain = applied(new Augmentation(2, Flip.NONE), images);
        float[] both = applied(new Augmentation(2, Flip.LEFT_RIGHT), images);
        for (int row = 0; row < images.length; row += 4) {
            float[] expected = Arrays.copyOfRange(plain, row, row + 4);
            float[] mirrored = {expected[3], expected[2], expected[1], expected[0]};
            assertThat(Arrays.copyOfRange(both, row, row + 4)).isIn(expected, mirrored);
        }
    }

    @Test
    void noneChangesAndDrawsNothing() {
        float[] images = images(SHAPE, 3);
        Augmentation.NONE.apply(images, SHAPE, () -> {
            throw new AssertionError("drawn");
        });
        assertThat(images).isEqualTo(images(SHAPE, 3));
    }

    @Test
    void aShiftLeavesSomeOfTheImage() {
        assertThat(configured(3)).isEqualTo(new Augmentation(3, Flip.LEFT_RIGHT));
        assertThatThrownBy(() -> configured(4))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "Invalid data.crop-padding: 4 (expected at least 0 and less than 4, the smaller side of 2 x 5 x 4)");
    }

    @Test
    void nothingIsChangedByDefault() {
        assertThat(Augmentation.of(ConfigurationLoader.fromText("", "test", List.of()), SHAPE))
                .isEqualTo(Augmentation.NONE);
    }

    private static Augmentation configured(int padding) {
        return Augmentation.of(
                ConfigurationLoader.fromText("data { crop-padding = " + padding + ", flip = true }", "test", List.of()),
                SHAPE);
    }
}
