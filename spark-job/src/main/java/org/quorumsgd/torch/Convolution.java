package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.relu;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Convolution with a square kernel, stride 1, and ReLU.
 *
 * @param padding zeros around the image, on each side
 */
record Convolution(long inputs, long outputs, long kernel, long padding) implements Layer {
    private static final long[] ONE = {1, 1};

    @Override
    public List<BlockShape> blocks() {
        return List.of(BlockShape.parameter("b", outputs), BlockShape.weight("W", outputs, inputs, kernel, kernel));
    }

    @Override
    public Tensor forward(Tensor input, List<Tensor> blocks, Pass pass) {
        TensorOptional bias = new TensorOptional(blocks.get(0).to(input.scalar_type()));
        Tensor weights = blocks.get(1).to(input.scalar_type());
        return relu(conv2d(input, weights, bias, ONE, new long[] {padding, padding}, ONE, 1));
    }
}
