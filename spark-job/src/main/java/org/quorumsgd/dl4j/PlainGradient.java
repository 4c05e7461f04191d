package org.quorumsgd.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;

/** What a layer may ask for that the plain gradient of a mean loss with an L2 penalty cannot express. */
final class PlainGradient {
    private PlainGradient() {}

    /**
     * Finds every such wish of a layer.
     *
     * @param where the layer in words, such as {@code " in layer 3"}
     * @param invalid told what is wrong and what was expected
     */
    static void check(Layer layer, String where, BiConsumer<String, String> invalid) {
        if (layer instanceof BasePretrainNetwork) {
            invalid.accept(layer.getClass().getSimpleName() + where, "a layer without layerwise pretraining");
        }
        if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
            invalid.accept("constraints" + where, "none");
        }
        GradientNormalization normalization = layer.getGradientNormalization();
        if (normalization != null && normalization != GradientNormalization.None) {
            invalid.accept("gradientNormalization " + normalization + where, "None");
        }
        if (layer instanceof BaseLayer base) {
            List<Regularization> all = new ArrayList<>();
            all.addAll(orEmpty(base.getRegularization()));
            all.addAll(orEmpty(base.getRegularizationBias()));
            for (Regularization regularization : all) {
                boolean constantL2 =
                        regularization instanceof L2Regularization l2 && l2.getL2() instanceof FixedSchedule;
                if (!constantL2) {
                    invalid.accept(
                            "regularization " + regularization.getClass().getSimpleName() + where,
                            "L2Regularization with a constant");
                }
            }
        }
    }

    private static List<Regularization> orEmpty(@Nullable List<Regularization> list) {
        return list == null ? List.of() : list;
    }
}
