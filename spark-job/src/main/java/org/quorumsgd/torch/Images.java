package org.quorumsgd.torch;

import java.util.Arrays;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.Normalisation;

/** Pixels and labels of images as Java arrays. */
record Images(ImageShape shape, Normalisation normalisation) {
    /** Normalised pixels, image after image. */
    float[] pixels(ImageSamples samples, int[] positions) {
        float[] values = new float[positions.length * shape.pixels()];
        for (int b = 0; b < positions.length; b++) {
            samples.copyNormalised(positions[b], normalisation, values, b * shape.pixels());
        }
        return values;
    }

    static long[] labels(ImageSamples samples, int[] positions) {
        return Arrays.stream(positions).mapToLong(samples::label).toArray();
    }
}
