package org.quorumsgd.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.config.Precision;

/** What a network's numbers are. */
enum Arithmetic {
    SINGLE(ScalarType.Float, ScalarType.Float),
    /** For tests of gradients. */
    DOUBLE(ScalarType.Double, ScalarType.Double),
    /** Layers multiply rounded copies of parameters and activations; gradients, batch norm's statistics and losses are not rounded. */
    MIXED(ScalarType.Float, ScalarType.BFloat16);

    /** Of parameters, their gradient, and statistics. */
    final ScalarType parameters;

    /** Of what goes from layer to layer. */
    final ScalarType activations;

    Arithmetic(ScalarType parameters, ScalarType activations) {
        this.parameters = parameters;
        this.activations = activations;
    }

    static Arithmetic of(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> SINGLE;
            case BFLOAT16 -> MIXED;
        };
    }
}
