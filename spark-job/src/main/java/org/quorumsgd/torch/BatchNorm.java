package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Batch normalisation of each channel over examples and places (Ioffe and Szegedy 2015). */
record BatchNorm(long channels) implements Layer {
    /** Added to the variance, as Deeplearning4j does by default. */
    private static final double EPSILON = 1e-5;

    @Override
    public List<BlockShape> blocks() {
        return List.of(
                BlockShape.parameter("gamma", channels),
                BlockShape.parameter("beta", channels),
                BlockShape.statistic("mean", channels),
                BlockShape.statistic("var", channels));
    }

    @Override
    public Tensor forward(Tensor input, List<Tensor> blocks, Pass pass) {
        if (!pass.normalisesByBatch()) {
            return normalised(input, blocks, blocks.get(2), blocks.get(3), false);
        }
        // with momentum 1 libtorch's running statistics are those of the batch
        Tensor mean = zeros(new long[] {channels}, blocks.get(2).options());
        Tensor variance = zeros(new long[] {channels}, blocks.get(2).options());
        Tensor output = normalised(input, blocks, mean, variance, true);
        pass.found(mean, variance, input.numel() / channels);
        return output;
    }

    private static Tensor normalised(Tensor input, List<Tensor> blocks, Tensor mean, Tensor variance, boolean byBatch) {
        return batch_norm(
                input,
                new TensorOptional(blocks.get(0)),
                new TensorOptional(blocks.get(1)),
                new TensorOptional(mean),
                new TensorOptional(variance),
                byBatch,
                1,
                EPSILON,
                false);
    }
}
