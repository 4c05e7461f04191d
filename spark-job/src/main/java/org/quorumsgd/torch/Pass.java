package org.quorumsgd.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** How one batch goes through a network, and what batch norm finds on the way. */
final class Pass {
    private final boolean byBatch;
    private final @Nullable Tensor mask;
    private final List<Tensor> moments = new ArrayList<>();

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
        Tensor exact = variance.to(ScalarType.Float).to(ScalarType.Double);
        moments.add(mean.to(ScalarType.Float));
        moments.add(
                count == 1
                        ? torch.zeros_like(moments.get(moments.size() - 1))
                        : exact.mul(new Scalar(count - 1.0))
                                .div(new Scalar((double) count))
                                .to(ScalarType.Float));
    }

    /** Means and variances with divisor N, in the order of the model's statistics, [m], m > 0. */
    Tensor moments() {
        return torch.cat(new TensorVector(moments.toArray(Tensor[]::new)));
    }
}
