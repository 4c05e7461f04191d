package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A network in native memory: flat tensors of parameters, (n,), their gradient, (n,), and running statistics, (m,), with the layers'
 * arrays as views of them. What its methods return belongs to the caller's {@code PointerScope}.
 */
final class TorchModel implements AutoCloseable {
    private final TorchNetwork network;
    private final DeviceMemory memory;
    private final Arithmetic arithmetic;
    private final List<Pointer> kept = new ArrayList<>();
    private final Tensor parameters;
    private final Tensor gradient;
    private final Tensor statistics;
    private final List<List<Tensor>> blocks = new ArrayList<>();
    private final List<Tensor> gradientBlocks = new ArrayList<>();
    private final TensorVector trained;

    TorchModel(TorchNetwork network, Arithmetic arithmetic, DeviceMemory memory) {
        this.network = network;
        this.memory = memory;
        this.arithmetic = arithmetic;
        try (PointerScope passing = new PointerScope()) {
            TensorOptions options = memory.options(arithmetic.parameters);
            parameters = keep(zeros(new long[] {network.parameterCount()}, options));
            gradient = keep(zeros(new long[] {network.parameterCount()}, options));
            statistics = keep(zeros(new long[] {network.statisticCount()}, options));
            trained = keep(new TensorVector());
            cut();
        }
    }

    private void cut() {
        long parameter = 0;
        long statistic = 0;
        for (Layer layer : network.layers()) {
            List<Tensor> ofLayer = new ArrayList<>();
            for (BlockShape block : layer.blocks()) {
                if (block.isStatistic()) {
                    ofLayer.add(view(statistics, statistic, block));
                    statistic += block.length();
                } else {
                    Tensor leaf = view(parameters, parameter, block);
                    leaf.set_requires_grad(true);
                    trained.push_back(leaf);
                    ofLayer.add(leaf);
                    gradientBlocks.add(view(gradient, parameter, block));
                    parameter += block.length();
                }
            }
            blocks.add(ofLayer);
        }
    }

    private Tensor view(Tensor flat, long offset, BlockShape block) {
        return keep(flat.narrow(0, offset, block.length()).view(block.extents()));
    }

    private <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        kept.add(pointer);
        return pointer;
    }

    /** Takes over parameters, shape (n,), and statistics, shape (m,). Outside of gradients. */
    void load(Tensor newParameters, Tensor newStatistics) {
        parameters.copy_(newParameters);
        statistics.copy_(newStatistics);
    }

    /** [n]; to be read. */
    Tensor parameters() {
        return parameters;
    }

    /** Images as the first layer takes them, from normalised pixels, image after image. */
    Tensor input(float[] pixels, int batch) {
        Tensor images = tensor(pixels, network.inputArrayShape(batch));
        return network.takesImages() ? images.contiguous(MemoryFormat.ChannelsLast) : images;
    }

    /** A tensor for layers to compute with. */
    Tensor tensor(float[] values, long... shape) {
        return memory.upload(values, shape).to(arithmetic.activations);
    }

    /** What softmax is to be taken of, [b, classes]. */
    Tensor logits(Tensor input, Pass pass) {
        Tensor activations = input;
        for (int layer = 0; layer < blocks.size(); layer++) {
            activations = network.layers().get(layer).forward(activations, blocks.get(layer), pass);
        }
        return activations.to(arithmetic.parameters);
    }

    /** d loss / d parameters, [n]: the model's own tensor, until the next. */
    Tensor gradient(Tensor loss) {
        TensorVector gradients = org.bytedeco.pytorch.global.torch.grad(new TensorVector(loss), trained);
        for (int block = 0; block < gradientBlocks.size(); block++) {
            gradientBlocks.get(block).copy_(gradients.get(block));
        }
        return gradient;
    }

    /** The gradient's first number, when the device has computed it: a GPU is only told to. */
    double waitForGradient() {
        return gradient.narrow(0, 0, 1).item_double();
    }

    @Override
    public void close() {
        kept.forEach(Pointer::close);
    }
}
