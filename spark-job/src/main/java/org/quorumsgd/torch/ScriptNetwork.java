package org.quorumsgd.torch;

import java.io.Serializable;
import java.util.List;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.data.ImageShape;

/** A classifier given as TorchScript: a function of [b, channels, height, width] to the logits [b, classes]. */
public final class ScriptNetwork implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private final ImageShape input;
    private final int classes;
    private final List<BlockShape> parameterBlocks;
    private final List<BlockShape> statisticBlocks;
    private final boolean draws;
    private final double l2;

    /**
     * @param bytes of its file; kept, not copied
     * @param parameterBlocks in the order of {@code named_parameters()}
     * @param statisticBlocks floating buffers, in the order of {@code named_buffers()}
     * @param draws whether it may draw random numbers
     * @param l2 coefficient c of the penalty c/2 |w|^2 on weights
     */
    ScriptNetwork(
            byte[] bytes,
            ImageShape input,
            int classes,
            List<BlockShape> parameterBlocks,
            List<BlockShape> statisticBlocks,
            boolean draws,
            double l2) {
        this.bytes = bytes;
        this.input = input;
        this.classes = classes;
        this.parameterBlocks = List.copyOf(parameterBlocks);
        this.statisticBlocks = List.copyOf(statisticBlocks);
        this.draws = draws;
        this.l2 = l2;
    }

    /** Of its file; not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    ImageShape input() {
        return input;
    }

    int classes() {
        return classes;
    }

    List<BlockShape> parameterBlocks() {
        return parameterBlocks;
    }

    boolean draws() {
        return draws;
    }

    double l2() {
        return l2;
    }

    /** n. */
    public int parameterCount() {
        return parameterBlocks.stream().mapToInt(BlockShape::length).sum();
    }

    /** m. */
    int statisticCount() {
        return statisticBlocks.stream().mapToInt(BlockShape::length).sum();
    }

    /** The blocks of the parameter vector, named as in the module, such as {@code features.0.weight}. */
    List<ParameterBlock> parameters() {
        return parameterBlocks.stream()
                .map(block -> new ParameterBlock(block.name(), block.length()))
                .toList();
    }

    /**
     * Bytes of an agent's modules, of the copies that passes work on and of its largest batch of images. What layers hand on is not in
     * it: a script does not tell before it runs.
     */
    public double nativeBytes(int largestBatch) {
        int arrays = 5; // two modules as the file has them, a copy of either, a gradient
        return Float.BYTES
                * ((double) arrays * (parameterCount() + statisticCount()) + (double) largestBatch * input.pixels());
    }
}
