package org.quorumsgd.dl4j;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Means over minibatches of what batch norm takes from each one: per channel, the mean of its inputs and their variance with
 * divisor N, both over examples and places.
 *
 * <p>They are taken from the layers' inputs: in a forward pass only the oneDNN helper keeps its batch statistics readable;
 * the built-in code, which double precision and locked gamma and beta use, drops them.
 */
final class BatchNormMeans {
    private static final int[] EXAMPLES = {0};
    private static final int[] EXAMPLES_AND_PLACES = {0, 2, 3};
    private static final int[] EXAMPLES_AND_PLACES_CHANNELS_LAST = {0, 1, 2};

    private final ParameterLayout layout;
    private final double[] sums;
    private int minibatches;

    BatchNormMeans(ParameterLayout layout) {
        this.layout = layout;
        this.sums = new double[layout.count(ParameterLayout.Kind.STATISTIC)];
    }

    /** Adds the minibatch that has just gone forward through the network, whose layers still hold their inputs. */
    void add(MultiLayerNetwork network) {
        int j = 0;
        for (ParameterLayout.Block block : layout.blocks()) {
            if (block.kind() == ParameterLayout.Kind.STATISTIC) {
                INDArray moment = moment(network.getLayer(block.layer()), block.parameter());
                for (double value : moment.toDoubleVector()) {
                    sums[j++] += value;
                }
                moment.close();
            }
        }
        minibatches++;
    }

    /**
     * The means, in the order and representation of a model's statistics. Where a layer keeps log10 of the standard deviation,
     * variances are averaged first, as its running statistics do; a channel that never varies gets a finite logarithm.
     */
    float[] statistics() {
        float[] means = new float[sums.length];
        int j = 0;
        for (ParameterLayout.Block block : layout.blocks()) {
            if (block.kind() == ParameterLayout.Kind.STATISTIC) {
                boolean logarithm = block.parameter().equals(GLOBAL_LOG_STD);
                for (int end = j + block.length(); j < end; j++) {
                    double mean = sums[j] / minibatches;
                    means[j] = (float) (logarithm ? Math.log10(Math.max(mean, Float.MIN_NORMAL)) / 2 : mean);
                }
            }
        }
        return means;
    }

    private static INDArray moment(Layer layer, String parameter) {
        INDArray input = layer.input();
        int[] dimensions = EXAMPLES;
        if (input.rank() == 4) {
            boolean channelsLast = ((BatchNormalization) layer.conf().getLayer()).getCnn2DFormat() == CNN2DFormat.NHWC;
            dimensions = channelsLast ? EXAMPLES_AND_PLACES_CHANNELS_LAST : EXAMPLES_AND_PLACES;
        }
        return parameter.equals(GLOBAL_MEAN) ? input.mean(dimensions) : input.var(false, dimensions);
    }
}
