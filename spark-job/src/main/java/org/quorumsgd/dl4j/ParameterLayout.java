package org.quorumsgd.dl4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quorumsgd.agent.ParameterBlock;

/**
 * Where the blocks of a network stand in its flat vector, which holds trained parameters and running statistics of batch norm
 * side by side. Quorum keeps them apart: parameters of shape (n,) are what agents move and couplings pull, statistics of shape
 * (m,) are state of the model.
 *
 * @param blocks in the order of the flat vector, without gaps
 */
record ParameterLayout(List<Block> blocks) {
    /** Of any Java array. */
    static final int LONGEST = Integer.MAX_VALUE - 8;

    private static final Set<String> STATISTICS = Set.of(
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

    /**
     * One array of a layer.
     *
     * @param name layer index and parameter name, such as {@code 0_W}
     * @param offset of its first number in the flat vector
     */
    record Block(String name, int layer, String parameter, int offset, int length, Kind kind) {}

    enum Kind {
        PARAMETER,
        STATISTIC
    }

    /** What is wrong with the length of the flat vector, if anything; told before memory is asked for, natively too. */
    static Optional<String> problem(MultiLayerConfiguration configuration) {
        long length = configuration.getConfs().stream()
                .mapToLong(conf -> conf.getLayer().initializer().numParams(conf))
                .sum();
        return length <= LONGEST
                ? Optional.empty()
                : Optional.of(length + " parameters (expected at most " + LONGEST + ")");
    }

    static ParameterLayout of(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        ParameterLayout layout = of(network);
        NativeMemory.free(network);
        return layout;
    }

    static ParameterLayout of(MultiLayerNetwork network) {
        return of(network.getLayers(), network.params());
    }

    /**
     * Of any network.
     *
     * @param params the flat vector that the layers' arrays are views of
     */
    static ParameterLayout of(Layer[] layers, INDArray params) {
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < layers.length; layer++) {
            boolean batchNorm = layers[layer].conf().getLayer() instanceof BatchNormalization;
            for (Map.Entry<String, INDArray> entry : layers[layer].paramTable().entrySet()) {
                INDArray view = entry.getValue();
                boolean statistic = batchNorm && STATISTICS.contains(entry.getKey());
                blocks.add(new Block(
                        layer + "_" + entry.getKey(),
                        layer,
                        entry.getKey(),
                        Math.toIntExact(view.offset() - params.offset()),
                        Math.toIntExact(view.length()),
                        statistic ? Kind.STATISTIC : Kind.PARAMETER));
            }
        }
        blocks.sort(Comparator.comparingInt(Block::offset));
        int end = 0;
        for (Block block : blocks) {
            if (block.offset() != end) {
                throw new IllegalStateException("Block " + block.name() + " of the flat vector begins at "
                        + block.offset() + " (expected " + end + ")");
            }
            end += block.length();
        }
        return new ParameterLayout(List.copyOf(blocks));
    }

    /** What the parameters, without the statistics, consist of. */
    List<ParameterBlock> parameters() {
        return blocks.stream()
                .filter(block -> block.kind() == Kind.PARAMETER)
                .map(block -> new ParameterBlock(block.name(), block.length()))
                .toList();
    }

    /** n or m: how many numbers of this kind the network has. */
    int count(Kind kind) {
        return blocks.stream()
                .filter(block -> block.kind() == kind)
                .mapToInt(Block::length)
                .sum();
    }

    /** Length of the flat vector, n + m. */
    int length() {
        return count(Kind.PARAMETER) + count(Kind.STATISTIC);
    }

    /** Writes parameters and statistics side by side into the flat vector. */
    void join(float[] parameters, float[] statistics, float[] flat) {
        int parameter = 0;
        int statistic = 0;
        for (Block block : blocks) {
            if (block.kind() == Kind.PARAMETER) {
                System.arraycopy(parameters, parameter, flat, block.offset(), block.length());
                parameter += block.length();
            } else {
                System.arraycopy(statistics, statistic, flat, block.offset(), block.length());
                statistic += block.length();
            }
        }
    }

    /** Reads the flat vector apart. */
    void split(float[] flat, float[] parameters, float[] statistics) {
        int parameter = 0;
        int statistic = 0;
        for (Block block : blocks) {
            if (block.kind() == Kind.PARAMETER) {
                System.arraycopy(flat, block.offset(), parameters, parameter, block.length());
                parameter += block.length();
            } else {
                System.arraycopy(flat, block.offset(), statistics, statistic, block.length());
                statistic += block.length();
            }
        }
    }
}
