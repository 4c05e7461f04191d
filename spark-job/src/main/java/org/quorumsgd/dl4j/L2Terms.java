package org.quorumsgd.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The gradient lambda w of the penalties (lambda / 2) |w|^2 that a network's configuration puts on some of its blocks.
 * Deeplearning4j counts the penalties in its score but leaves their gradient to its updater, which Quorum does not use.
 */
record L2Terms(List<Term> terms) {
    /** The penalty on parameters {@code offset .. offset + length - 1}, counted without running statistics. */
    record Term(int offset, int length, float lambda) {}

    static L2Terms of(Layer[] layers, ParameterLayout layout) {
        List<Term> terms = new ArrayList<>();
        int offset = 0;
        for (ParameterLayout.Block block : layout.blocks()) {
            if (block.kind() == ParameterLayout.Kind.STATISTIC) {
                continue;
            }
            double lambda = lambda(layers[block.layer()].conf().getLayer().getRegularizationByParam(block.parameter()));
            if (lambda != 0) {
                terms.add(new Term(offset, block.length(), (float) lambda));
            }
            offset += block.length();
        }
        return new L2Terms(List.copyOf(terms));
    }

    /** g := g + lambda w, on each block. */
    void addGradient(float[] w, float[] g) {
        for (Term term : terms) {
            for (int j = term.offset(); j < term.offset() + term.length(); j++) {
                g[j] += term.lambda() * w[j];
            }
        }
    }

    private static double lambda(@Nullable List<Regularization> regularizations) {
        double lambda = 0;
        if (regularizations != null) {
            for (Regularization regularization : regularizations) {
                if (!(regularization instanceof L2Regularization l2)) {
                    throw new IllegalArgumentException("Unsupported regularization: " + regularization);
                }
                lambda += l2.getL2().valueAt(0, 0);
            }
        }
        return lambda;
    }
}
