package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.linear;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** The last layer, without its softmax; a pass that drops anything drops its inputs. */
record Output(long inputs, long classes) implements Layer {
    @Override
    public List<BlockShape> blocks() {
        return List.of(BlockShape.weight("W", classes, inputs), BlockShape.parameter("b", classes));
    }

    @Override
    public Tensor forward(Tensor input, List<Tensor> blocks, Pass pass) {
        Tensor kept = pass.dropped(input.flatten(1, -1));
        return linear(
                kept,
                blocks.get(0).to(input.scalar_type()),
                new TensorOptional(blocks.get(1).to(input.scalar_type())));
    }
}
