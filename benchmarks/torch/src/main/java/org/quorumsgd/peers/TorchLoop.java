package org.quorumsgd.peers;

import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.dropout;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randint;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.contender.ContenderServer;

/**
 * The gradient of boffi-cnn on one and the same minibatch, again and again, by libtorch in one process; in images per second. The
 * layers of the preset: three times convolution (64@9x9, 128@5x5, 64@3x3, no padding), ReLU, max pool 2, batch norm; 256 units
 * with ReLU, dropout 0.5, 10 classes.
 */
public final class TorchLoop implements Contender {
    private static final int CLASSES = 10;
    private static final int SIDE = 32;
    private static final int COLOURS = 3;
    private static final int MAPPED = 64;
    private static final int HIDDEN = 256;
    private static final double DROPOUT = 0.5;

    private final int threads;
    private final int batchSize;
    private final Module parts = new Module();
    private final Conv2dImpl[] convolutions = {
        convolution("c1", COLOURS, 64, 9), convolution("c2", 64, 128, 5), convolution("c3", 128, MAPPED, 3)
    };
    private final BatchNorm2dImpl[] norms = {norm("b1", 64), norm("b2", 128), norm("b3", MAPPED)};
    private final LinearImpl hidden = linear("f1", MAPPED, HIDDEN);
    private final LinearImpl output = linear("f2", HIDDEN, CLASSES);
    private final Tensor images;
    private final Tensor labels;

    TorchLoop(int threads, int batchSize) {
        this.threads = threads;
        this.batchSize = batchSize;
        set_num_threads(threads);
        parts.train(true);
        images = rand(batchSize, COLOURS, SIDE, SIDE);
        labels = randint(0, CLASSES, new long[] {batchSize}).to(ScalarType.Long);
    }

    /** Arguments: threads, minibatch. */
    public static void main(String[] args) {
        ContenderServer.serve(() -> new TorchLoop(Integer.parseInt(args[0]), Integer.parseInt(args[1])));
    }

    @Override
    public String description() {
        return "libtorch by JavaCPP " + Tensor.class.getPackage().getImplementationVersion() + ", one process, "
                + threads + " threads, minibatch " + batchSize;
    }

    @Override
    public long parameters() {
        TensorVector tensors = parts.parameters();
        long sum = 0;
        for (long i = 0; i < tensors.size(); i++) {
            sum += tensors.get(i).numel();
        }
        return sum;
    }

    @Override
    public double run(int amount) {
        long begin = System.nanoTime();
        for (int step = 0; step < amount; step++) {
            gradient();
        }
        return (double) amount * batchSize / ((System.nanoTime() - begin) * 1e-9);
    }

    private void gradient() {
        try (PointerScope tensorsOfThisStep = new PointerScope()) {
            Tensor maps = images;
            for (int i = 0; i < convolutions.length; i++) {
                maps = norms[i].forward(max_pool2d(relu(convolutions[i].forward(maps)), 2L));
            }
            Tensor units = relu(hidden.forward(maps.view(batchSize, MAPPED)));
            Tensor loss = cross_entropy(output.forward(dropout(units, DROPOUT, true)), labels);
            parts.zero_grad(true);
            loss.backward();
        }
    }

    private Conv2dImpl convolution(String name, int inputs, int outputs, int kernel) {
        return parts.register_module(
                name, new Conv2dImpl(new Conv2dOptions(inputs, outputs, new LongPointer(kernel, kernel))));
    }

    private BatchNorm2dImpl norm(String name, int channels) {
        return parts.register_module(name, new BatchNorm2dImpl(new BatchNormOptions(channels)));
    }

    private LinearImpl linear(String name, int inputs, int outputs) {
        return parts.register_module(name, new LinearImpl(inputs, outputs));
    }

    @Override
    public void close() {
        parts.close();
    }
}
