package org.quorumsgd.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GraphOptimizerEnabledGuard;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One batch's way through a TorchScript. It goes through a copy of the module as its file has it, so what a pass leaves behind, such as
 * a count of batches, is not seen by the next one. Belongs to the caller's {@code PointerScope}.
 */
final class ScriptPass {
    private final ScriptNetwork network;
    private final JitModule module;
    private final List<ScriptModule.Named> parameters;

    /**
     * @param values of the parameters, shape (n,)
     * @param statistics shape (m,)
     * @param training whether the module is in training mode, and a gradient wanted
     */
    ScriptPass(ScriptNetwork network, ScriptModule file, float[] values, float[] statistics, boolean training) {
        this.network = network;
        this.module = file.copy();
        this.parameters = ScriptModule.parameters(module);
        module.train(training);
        try (NoGradGuard plain = new NoGradGuard()) {
            ScriptModule.fill(parameters, values);
            ScriptModule.fill(ScriptModule.floatingBuffers(module), statistics);
        }
        for (int block = 0; block < parameters.size(); block++) {
            parameters.get(block).tensor().set_requires_grad(training && isTrained(block));
        }
    }

    private boolean isTrained(int block) {
        return network.parameterBlocks().get(block).kind() != BlockShape.Kind.FROZEN;
    }

    /**
     * What softmax is to be taken of, [b, classes].
     *
     * @param pixels normalised, image after image
     * @param seed of what the module draws
     */
    Tensor logits(float[] pixels, int batch, long seed) {
        Tensor images = Tensor.create(
                pixels,
                batch,
                network.input().channels(),
                network.input().height(),
                network.input().width());
        Tensor logits = network.draws() ? GlobalGenerator.seeded(seed, () -> forward(images)) : forward(images);
        long[] shape = logits.shape();
        if (!Arrays.equals(shape, new long[] {batch, network.classes()})) {
            throw new IllegalStateException("output of shape " + Arrays.toString(shape) + " for " + batch + " images");
        }
        return logits;
    }

    /** As it is written: an optimised graph computes its first batches otherwise than later ones, with other bits. */
    private Tensor forward(Tensor images) {
        try (GraphOptimizerEnabledGuard plain = new GraphOptimizerEnabledGuard(false)) {
            IValue output = module.forward(new IValueVector(new IValue(images)));
            if (!output.isTensor()) {
                throw new IllegalStateException(
                        "output of type " + output.tagKind().getString());
            }
            return output.toTensor();
        }
    }

    /**
     * d loss / d parameters.
     *
     * @param result shape (n,), overwritten; 0 for what the loss does not depend on
     */
    void gradient(Tensor loss, float[] result) {
        Arrays.fill(result, 0);
        List<Integer> offsets = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        TensorVector trained = new TensorVector();
        int offset = 0;
        for (int block = 0; block < parameters.size(); block++) {
            int length = network.parameterBlocks().get(block).length();
            if (isTrained(block)) {
                trained.push_back(parameters.get(block).tensor());
                offsets.add(offset);
                lengths.add(length);
            }
            offset += length;
        }
        TensorVector gradients =
                torch.grad(new TensorVector(loss), trained, new TensorVector(), new BoolOptional(), false, true);
        for (int i = 0; i < offsets.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient.defined() && lengths.get(i) > 0) {
                new FloatPointer(gradient.contiguous().data_ptr()).get(result, offsets.get(i), lengths.get(i));
            }
        }
    }

    /** As the pass has left them, shape (m,). */
    float[] statistics() {
        List<ScriptModule.Named> buffers = ScriptModule.floatingBuffers(module);
        long length =
                buffers.stream().mapToLong(buffer -> buffer.tensor().numel()).sum();
        if (length != network.statisticCount()) {
            throw new IllegalStateException(
                    "buffers of " + length + " numbers after a batch, of " + network.statisticCount() + " before");
        }
        return ScriptModule.flat(buffers, network.statisticCount());
    }
}
