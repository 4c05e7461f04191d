package org.quorumsgd.data;

import java.io.Serializable;

/**
 * Per-channel mean and standard deviation, in the units of the source's pixels (0 to 255 for most byte images). Immutable;
 * arrays are copied.
 */
public final class Normalisation implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] mean;
    private final float[] standardDeviation;

    /** Throws unless each mean is finite and each standard deviation positive and finite. */
    public Normalisation(float[] mean, float[] standardDeviation) {
        if (mean.length != standardDeviation.length) {
            throw new IllegalArgumentException("Invalid number of standard deviations: " + standardDeviation.length
                    + " (expected " + mean.length + ", the number of means)");
        }
        for (int channel = 0; channel < mean.length; channel++) {
            if (!Float.isFinite(mean[channel])) {
                throw invalid("mean", channel, mean[channel], "a finite number");
            }
            if (!(standardDeviation[channel] > 0 && Float.isFinite(standardDeviation[channel]))) {
                throw invalid("standard deviation", channel, standardDeviation[channel], "a positive finite number");
            }
        }
        this.mean = mean.clone();
        this.standardDeviation = standardDeviation.clone();
    }

    private static IllegalArgumentException invalid(String what, int channel, float value, String expected) {
        return new IllegalArgumentException(
                "Invalid " + what + " of channel " + channel + ": " + value + " (expected " + expected + ")");
    }

    public int channels() {
        return mean.length;
    }

    public float mean(int channel) {
        return mean[channel];
    }

    public float standardDeviation(int channel) {
        return standardDeviation[channel];
    }
}
