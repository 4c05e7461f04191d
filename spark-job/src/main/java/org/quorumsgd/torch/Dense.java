package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.relu;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Fully connected, with ReLU. Deeplearning4j's columns of weights are libtorch's rows, so both have the same flat array. */
record Dense(long inputs, long outputs) implements Layer {
    @Override
    public List<BlockShape> blocks() {
        return List.of(BlockShape.weight("W", outputs, inputs), BlockShape.parameter("b", outputs));
    }

    @Override
    public Tensor forward(Tensor input, List<Tensor> blocks, Pass pass) {
        return relu(linear(
                input.flatten(1, -1),
                blocks.get(0).to(input.scalar_type()),
                new TensorOptional(blocks.get(1).to(input.scalar_type()))));
    }
}
