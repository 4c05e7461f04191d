package org.quorumsgd.data;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;

/**
 * Random changes of training images that keep their labels. An image is padded by P pixels of 0 on each side, the channel's
 * mean once images are normalised, and a window of its own size is cut at offset (dy, dx), each uniform on -P .. P. Then, if at
 * all, the window is mirrored left to right with probability 1/2.
 *
 * @param cropPadding P, in pixels; 0 shifts no image
 */
public record Augmentation(int cropPadding, Flip flip) implements Serializable {
    public static final Augmentation NONE = new Augmentation(0, Flip.NONE);

    /** Whether images are mirrored at random. */
    public enum Flip {
        NONE,
        LEFT_RIGHT
    }

    /** @throws InvalidInputException when a shift could leave nothing of an image */
    public static Augmentation of(Configuration configuration, ImageShape shape) {
        int padding = configuration.value(Keys.DATA_CROP_PADDING);
        Problems problems = new Problems();
        if (padding < 0 || padding >= shape.smallerSide()) {
            problems.invalid(
                    Keys.DATA_CROP_PADDING.name(),
                    padding,
                    "at least 0 and less than " + shape.smallerSide() + ", the smaller side of " + shape);
        }
        problems.throwIfAny();
        return new Augmentation(padding, configuration.value(Keys.DATA_FLIP) ? Flip.LEFT_RIGHT : Flip.NONE);
    }

    /**
     * Changes images in place.
     *
     * @param images normalised, one behind another, each in the order of {@link ImageShape}
     * @param random a stream for these images alone; three numbers are drawn for each image in turn, used or not, so that
     *     neither setting changes what the other does
     */
    public void apply(float[] images, ImageShape shape, UniformRandomProvider random) {
        if (cropPadding == 0 && flip == Flip.NONE) {
            return;
        }
        for (int offset = 0; offset < images.length; offset += shape.pixels()) {
            int down = random.nextInt(2 * cropPadding + 1) - cropPadding;
            int right = random.nextInt(2 * cropPadding + 1) - cropPadding;
            boolean mirrored = random.nextBoolean() && flip == Flip.LEFT_RIGHT;
            cut(images, offset, shape, down, right, mirrored);
        }
    }

    private static void cut(float[] images, int offset, ImageShape shape, int down, int right, boolean mirrored) {
        float[] image = Arrays.copyOfRange(images, offset, offset + shape.pixels());
        int target = offset;
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = 0; y < shape.height(); y++) {
                int row = (channel * shape.height() + y + down) * shape.width();
                boolean inside = y + down >= 0 && y + down < shape.height();
                for (int x = 0; x < shape.width(); x++) {
                    int column = (mirrored ? shape.width() - 1 - x : x) + right;
                    images[target++] = inside && column >= 0 && column < shape.width() ? image[row + column] : 0;
                }
            }
        }
    }
}
