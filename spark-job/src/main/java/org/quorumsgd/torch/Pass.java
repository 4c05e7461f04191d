package org.quorumsgd.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** How one batch goes through a network, and what batch norm finds on the way. */
final class Pass {
    private final boolean byBatch;
    private final @Nullable Tensor mask;
    private final List<float[]> moments = new ArrayList<>();

    private Pass(boolean byBatch, @Nullable Tensor mask) {
        this.byBatch = byBatch;
        this.mask = mask;
    }

    /** Batch norm takes the model's statistics; nothing is dropped. */
    static Pass byStatistics() {
        return new Pass(false, null);
    }

    /** Batch norm takes the batch's; nothing is dropped. */
    static Pass byBatch() {
        return new Pass(true, null);
    }

    /**
     * Batch norm takes the batch's.
     *
     * @param mask factors of the inputs of the last layer, [b, inputs]
     */
    static Pass dropping(Tensor mask) {
        return new Pass(true, mask);
    }

    boolean normalisesByBatch() {
        return byBatch;
    }

    Tensor dropped(Tensor input) {
        return mask == null ? input : input.mul(mask);
    }

    /**
     * Takes note of what a layer has normalised by.
     *
     * @param variance with divisor N - 1
     * @param count N, numbers a channel
     */
    void found(Tensor mean, Tensor variance, long count) {
        float[] variances = HostArrays.of(variance);
        for (int channel = 0; channel < variances.length; channel++) {
            variances[channel] = count == 1 ? 0 : (float) (variances[channel] * (count - 1.0) / count);
        }
        moments.add(HostArrays.of(mean));
        moments.add(variances);
    }

    /** Means and variances with divisor N, in the order of the model's statistics, shape (m,). */
    float[] moments() {
        int length = moments.stream().mapToInt(values -> values.length).sum();
        float[] joined = new float[length];
        int offset = 0;
        for (float[] values : moments) {
            System.arraycopy(values, 0, joined, offset, values.length);
            offset += values.length;
        }
        return joined;
    }
}
