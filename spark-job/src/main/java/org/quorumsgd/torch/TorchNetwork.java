package org.quorumsgd.torch;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.data.ImageShape;

/**
 * A classifier, layer by layer, with softmax and cross-entropy at its end.
 *
 * @param layers the last is the {@link Output}
 * @param dropout probability in [0, 1) that an input of the last layer is dropped in training
 * @param l2 coefficient c of the penalty c/2 |w|^2 on weights
 */
record TorchNetwork(ImageShape input, int classes, List<Layer> layers, double dropout, double l2)
        implements Serializable {
    TorchNetwork {
        layers = List.copyOf(layers);
    }

    /** The blocks of the parameter vector, named by layer and array, such as {@code 0_W}. */
    List<ParameterBlock> parameters() {
        List<ParameterBlock> blocks = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            for (BlockShape block : layers.get(layer).blocks()) {
                if (!block.isStatistic()) {
                    blocks.add(new ParameterBlock(layer + "_" + block.name(), block.length()));
                }
            }
        }
        return blocks;
    }

    /** n. */
    int parameterCount() {
        return parameters().stream().mapToInt(ParameterBlock::length).sum();
    }

    /** m. */
    int statisticCount() {
        return layers.stream()
                .flatMap(layer -> layer.blocks().stream())
                .filter(BlockShape::isStatistic)
                .mapToInt(BlockShape::length)
                .sum();
    }

    /** Inputs of the last layer. */
    int lastInputs() {
        return (int) ((Output) layers.get(layers.size() - 1)).inputs();
    }

    /** The array that the first layer takes for {@code batch} images. */
    long[] inputArrayShape(int batch) {
        return takesImages()
                ? new long[] {batch, input.channels(), input.height(), input.width()}
                : new long[] {batch, input.pixels()};
    }

    boolean takesImages() {
        return layers.get(0) instanceof Convolution;
    }
}
