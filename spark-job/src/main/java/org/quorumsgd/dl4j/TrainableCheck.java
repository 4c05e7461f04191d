package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.quorumsgd.config.Problems;

/** Whether Quorum's gradient is all that a user's network asks for. */
public final class TrainableCheck {
    private TrainableCheck() {}

    /** Adds a line for each setting that Quorum would have to leave out. */
    public static void check(TrainableNetwork network, Problems problems) {
        if (network.backpropType() != BackpropType.Standard) {
            invalid(problems, "backpropType " + network.backpropType(), "Standard");
        }
        DataType type = network.network().params().dataType();
        if (type != DataType.FLOAT) {
            invalid(problems, "dataType " + type, "FLOAT");
        }
        long inLayers = 0;
        for (Layer layer : network.layers()) {
            NeuralNetConfiguration conf = layer.conf();
            String where = " in layer " + name(layer);
            inLayers += layer.numParams();
            PlainGradient.check(conf.getLayer(), where, (what, expected) -> invalid(problems, what, expected));
            if (!conf.isMiniBatch()) {
                invalid(problems, "miniBatch false" + where, "true, the loss is the mean over the minibatch");
            }
            OptimizationAlgorithm algorithm = conf.getOptimizationAlgo();
            if (algorithm != null && algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
                invalid(problems, "optimizationAlgo " + algorithm + where, "STOCHASTIC_GRADIENT_DESCENT");
            }
        }
        if (inLayers != network.network().numParams()) {
            invalid(problems, "vertices with parameters of their own", "parameters in layers only");
        }
    }

    /** A layer's name, or its index where it has none. */
    public static String name(Layer layer) {
        String name = layer.conf().getLayer().getLayerName();
        return name == null ? String.valueOf(layer.getIndex()) : name;
    }

    private static void invalid(Problems problems, String what, String expected) {
        problems.invalid("network", what, expected);
    }
}
