package org.quorumsgd.data;

import java.io.Serializable;

/** The shape of an image; its pixels lie channel by channel, each channel row by row. */
public record ImageShape(int channels, int height, int width) implements Serializable {
    /** The largest channel count, height or width read from a file: no header can ask for more memory than this allows. */
    static final int LARGEST_EXTENT = 4096;

    static final String BOUNDS = "extents from 1 to " + LARGEST_EXTENT + ", and at most 2^24 pixels";
    private static final int MOST_PIXELS = 1 << 24;

    public ImageShape {
        if (!isShape(channels, height, width)) {
            throw new IllegalArgumentException(
                    "Invalid image shape: " + describe(channels, height, width) + " (expected " + BOUNDS + ")");
        }
    }

    static boolean isExtent(int value) {
        return value >= 1 && value <= LARGEST_EXTENT;
    }

    static boolean isShape(int channels, int height, int width) {
        return isExtent(channels)
                && isExtent(height)
                && isExtent(width)
                && (long) channels * height * width <= MOST_PIXELS;
    }

    /** Values per image, over all channels. */
    public int pixels() {
        return channels * height * width;
    }

    public int pixelsPerChannel() {
        return height * width;
    }

    public int smallerSide() {
        return Math.min(height, width);
    }

    @Override
    public String toString() {
        return describe(channels, height, width);
    }

    private static String describe(int channels, int height, int width) {
        return channels + " x " + height + " x " + width;
    }
}
