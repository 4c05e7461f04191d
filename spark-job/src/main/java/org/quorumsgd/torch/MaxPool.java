package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.max_pool2d;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The largest of each 2 x 2; an odd row or column at the end is left out. */
record MaxPool() implements Layer {
    private static final long SIDE = 2;

    @Override
    public List<BlockShape> blocks() {
        return List.of();
    }

    @Override
    public Tensor forward(Tensor input, List<Tensor> blocks, Pass pass) {
        return max_pool2d(input, SIDE, SIDE);
    }
}
