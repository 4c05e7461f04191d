package org.quorumsgd.dl4j;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitUniform;
import org.nd4j.linalg.factory.Nd4j;

/** The parameters that a network starts from: a function of its configuration and a seed. */
public final class InitialParameters {
    private InitialParameters() {}

    /**
     * Draws each layer's parameters by the layer's own rule, with {@code seed} in place of the configuration's. Deeplearning4j
     * starts biases from a constant; a fully connected layer whose weights are U(-1/sqrt(m), 1/sqrt(m)), m inputs, and whose bias
     * constant is 0 gets its biases from the same law, as algorithms of that initialisation (PyTorch's {@code Linear}) have it.
     *
     * @param seed not 0, which ND4J takes for "from the clock"
     * @return all parameters in the network's own order, fresh
     */
    public static float[] draw(MultiLayerConfiguration configuration, long seed) {
        if (seed == 0) {
            throw new IllegalArgumentException("Invalid seed: 0 (expected any other number)");
        }
        MultiLayerConfiguration seeded = configuration.clone();
        seeded.getConfs().forEach(layer -> layer.setSeed(seed));
        MultiLayerNetwork network = new MultiLayerNetwork(seeded);
        network.init();
        for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
            if (layer.conf().getLayer() instanceof BaseLayer rule && drawsBias(rule)) {
                double bound = 1 / Math.sqrt(layer.getParam(WEIGHT_KEY).size(0));
                Nd4j.rand(layer.getParam(BIAS_KEY), Nd4j.getDistributions().createUniform(-bound, bound));
            }
        }
        return network.params().toFloatVector();
    }

    private static boolean drawsBias(BaseLayer rule) {
        boolean withBias = (rule instanceof DenseLayer dense && dense.hasBias())
                || (rule instanceof OutputLayer output && output.hasBias());
        return withBias && rule.getWeightInitFn() instanceof WeightInitUniform && rule.getBiasInit() == 0;
    }
}
