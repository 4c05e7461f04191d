package org.quorumsgd.torch;

import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * The gradient of a preset on one and the same minibatch, again and again, by libtorch alone: nothing crosses into Java, and the mask of
 * dropout is drawn once. The speed that everything around it is measured against. Not thread-safe; one loop a thread.
 */
public final class TorchGradientLoop implements AutoCloseable {
    private final TorchNetwork network;
    private final DeviceMemory memory = new DeviceMemory(TorchDevice.gpuOr(TorchDevice.CPU));
    private final TorchModel model;
    private final int batchSize;

    public TorchGradientLoop(Configuration configuration, ImageShape shape, int classes, int batchSize) {
        this.network = TorchNetworks.of(configuration, shape, classes);
        this.model = new TorchModel(network, Arithmetic.of(configuration.value(Keys.MODEL_PRECISION)), memory);
        this.batchSize = batchSize;
        if (!memory.device().isCpu()) {
            TorchLibrary.choose(configuration.value(Keys.MODEL_GPU_ALGORITHMS));
        }
    }

    /** Computes so many gradients; the last one's first number. */
    public double run(int steps) {
        TorchLibrary.oneThread();
        UniformRandomProvider random = new RandomStreams(1).stream(Purpose.LAYERS, 0, 0);
        try (PointerScope minibatch = new PointerScope()) {
            Tensor input = model.input(pixels(random), batchSize);
            Tensor labels = memory.upload(LongStream.range(0, batchSize)
                    .map(image -> image % network.classes())
                    .toArray());
            int inputs = network.lastInputs();
            Tensor mask =
                    model.tensor(DropoutMask.draw(network.dropout(), batchSize * inputs, random), batchSize, inputs);
            for (int step = 0; step < steps; step++) {
                try (PointerScope tensorsOfThisStep = new PointerScope()) {
                    Pass pass = network.dropout() == 0 ? Pass.byBatch() : Pass.dropping(mask);
                    model.gradient(CrossEntropy.losses(model.logits(input, pass), labels)
                            .mean());
                }
            }
            return model.waitForGradient();
        }
    }

    private float[] pixels(UniformRandomProvider random) {
        float[] pixels = new float[batchSize * network.input().pixels()];
        for (int j = 0; j < pixels.length; j++) {
            pixels[j] = random.nextFloat();
        }
        return pixels;
    }

    @Override
    public void close() {
        model.close();
        memory.close();
    }
}
