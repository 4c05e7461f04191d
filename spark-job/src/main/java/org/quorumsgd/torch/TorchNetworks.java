package org.quorumsgd.torch;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.ImageShape;

/** The presets, as {@code dl4j.Networks} describes them, where their reasons stand. */
final class TorchNetworks {
    /** Below these sides unpadded maps vanish; there convolutions keep the size. */
    private static final int UNPADDED_LENET = 16;

    private static final int UNPADDED_BOFFI_CNN = 32;

    private TorchNetworks() {}

    static TorchNetwork of(Configuration configuration, ImageShape input, int classes) {
        List<Layer> layers = switch (configuration.value(Keys.MODEL_PRESET)) {
            case MLP -> mlp(input, classes, configuration.value(Keys.MODEL_HIDDEN));
            case LENET -> lenet(input, classes);
            case BOFFI_CNN ->
                boffiCnn(
                        input,
                        classes,
                        configuration.value(Keys.MODEL_CHANNELS),
                        configuration.value(Keys.MODEL_FULLY_CONNECTED),
                        configuration.value(Keys.MODEL_BATCH_NORM));
            case FILE -> throw new IllegalArgumentException("A model file is Deeplearning4j's");
        };
        return new TorchNetwork(
                input, classes, layers, configuration.value(Keys.MODEL_DROPOUT), configuration.value(Keys.MODEL_L2));
    }

    private static List<Layer> mlp(ImageShape input, int classes, List<Integer> hidden) {
        Stack stack = new Stack(input);
        hidden.forEach(stack::dense);
        return stack.output(classes);
    }

    private static List<Layer> lenet(ImageShape input, int classes) {
        boolean padded = input.smallerSide() < UNPADDED_LENET;
        int kernel = padded ? 3 : 5;
        Stack stack = new Stack(input);
        for (int channels : List.of(20, 50)) {
            stack.convolution(channels, kernel, padded);
            stack.pool();
        }
        stack.dense(500);
        return stack.output(classes);
    }

    private static List<Layer> boffiCnn(
            ImageShape input, int classes, List<Integer> channels, int units, boolean batchNorm) {
        List<Integer> kernels = List.of(9, 5, 3);
        Stack stack = new Stack(input);
        for (int i = 0; i < kernels.size(); i++) {
            stack.convolution(channels.get(i), kernels.get(i), input.smallerSide() < UNPADDED_BOFFI_CNN);
            stack.pool();
            if (batchNorm) {
                stack.batchNorm();
            }
        }
        stack.dense(units);
        return stack.output(classes);
    }

    /** Puts layer on layer and keeps the shape of what they give. */
    private static final class Stack {
        private final List<Layer> layers = new ArrayList<>();
        private long channels;
        private long height;
        private long width;

        Stack(ImageShape input) {
            channels = input.channels();
            height = input.height();
            width = input.width();
        }

        void convolution(long outputs, long kernel, boolean padded) {
            long padding = padded ? kernel / 2 : 0;
            layers.add(new Convolution(channels, outputs, kernel, padding));
            channels = outputs;
            height += 2 * padding + 1 - kernel;
            width += 2 * padding + 1 - kernel;
        }

        void pool() {
            layers.add(new MaxPool());
            height /= 2;
            width /= 2;
        }

        void batchNorm() {
            layers.add(new BatchNorm(channels));
        }

        void dense(long outputs) {
            layers.add(new Dense(channels * height * width, outputs));
            channels = outputs;
            height = 1;
            width = 1;
        }

        List<Layer> output(long classes) {
            layers.add(new Output(channels * height * width, classes));
            return layers;
        }
    }
}
