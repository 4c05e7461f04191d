package org.quorumsgd.dl4j;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.quorumsgd.run.Safetensors;
import org.quorumsgd.run.Safetensors.Tensor;
import org.quorumsgd.vector.Vector;

/**
 * The blocks of a preset's flat vector as PyTorch's modules name and shape them: {@code fc} for {@code Linear}, {@code conv} for
 * {@code Conv2d}, {@code bn} for {@code BatchNorm2d}, each numbered from 1.
 *
 * <p>No number moves. Deeplearning4j keeps a dense layer's weights as (inputs, outputs) in column order, which is (outputs, inputs)
 * in row order, the shape of {@code Linear.weight}; a convolution's as (outputs, inputs, height, width) in row order, that of
 * {@code Conv2d.weight}, and both correlate without turning the kernel; and it flattens images as (channels, height, width), as
 * {@code Flatten} does.
 */
public final class StateDict {
    private static final Map<String, String> NAMES = Map.of(
            DefaultParamInitializer.WEIGHT_KEY, "weight",
            DefaultParamInitializer.BIAS_KEY, "bias",
            BatchNormalizationParamInitializer.GAMMA, "weight",
            BatchNormalizationParamInitializer.BETA, "bias",
            BatchNormalizationParamInitializer.GLOBAL_MEAN, "running_mean",
            BatchNormalizationParamInitializer.GLOBAL_VAR, "running_var");

    private StateDict() {}

    /**
     * Writes a model of a preset in the safetensors format; neither flushes nor closes.
     *
     * @param network its configuration as JSON
     */
    public static void write(
            OutputStream out, String network, Map<String, String> metadata, Vector parameters, Vector statistics)
            throws IOException {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(network);
        ParameterLayout layout = ParameterLayout.of(configuration);
        float[] flat = new float[layout.length()];
        layout.join(parameters.hostValues(), statistics.hostValues(), flat);
        Safetensors.write(out, of(configuration, layout), metadata, flat);
    }

    /**
     * In the order of the flat vector, without gaps.
     *
     * @throws IllegalArgumentException for layers that no preset has
     */
    static List<Tensor> of(MultiLayerConfiguration configuration, ParameterLayout layout) {
        Map<Integer, String> modules = modules(configuration, layout);
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterLayout.Block block : layout.blocks()) {
            String name = NAMES.get(block.parameter());
            List<Integer> shape = shape(layer(configuration, block), block);
            if (name == null || shape.stream().reduce(1, Math::multiplyExact) != block.length()) {
                throw new IllegalArgumentException("Invalid block " + block.name() + ": " + block.length()
                        + " numbers (expected an array of a preset's layer)");
            }
            tensors.add(new Tensor(modules.get(block.layer()) + "." + name, shape));
        }
        return tensors;
    }

    private static Map<Integer, String> modules(MultiLayerConfiguration configuration, ParameterLayout layout) {
        Map<String, Integer> counts = new HashMap<>();
        Map<Integer, String> modules = new HashMap<>();
        for (ParameterLayout.Block block : layout.blocks()) {
            modules.computeIfAbsent(block.layer(), layer -> {
                String kind = kind(layer(configuration, block));
                return kind + counts.merge(kind, 1, Integer::sum);
            });
        }
        return modules;
    }

    private static FeedForwardLayer layer(MultiLayerConfiguration configuration, ParameterLayout.Block block) {
        if (configuration.getConf(block.layer()).getLayer() instanceof FeedForwardLayer layer) {
            return layer;
        }
        throw new IllegalArgumentException("Invalid block " + block.name() + " (expected that of a preset's layer)");
    }

    private static String kind(FeedForwardLayer layer) {
        if (layer instanceof ConvolutionLayer) {
            return "conv";
        }
        return layer instanceof BatchNormalization ? "bn" : "fc";
    }

    private static List<Integer> shape(FeedForwardLayer layer, ParameterLayout.Block block) {
        int outputs = Math.toIntExact(layer.getNOut());
        if (!block.parameter().equals(DefaultParamInitializer.WEIGHT_KEY)) {
            return List.of(outputs);
        }
        List<Integer> shape = new ArrayList<>(List.of(outputs, Math.toIntExact(layer.getNIn())));
        if (layer instanceof ConvolutionLayer convolution) {
            IntStream.of(convolution.getKernelSize()).forEach(shape::add);
        }
        return shape;
    }
}
