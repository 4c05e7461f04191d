package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.quorumsgd.agent.EvaluationSums;

/**
 * The loss -ln p of an image whose class has probability p. Deeplearning4j's probabilities are at least 1e-10, in the loss but not in
 * its gradient; so are these, and a confident mistake costs a finite loss.
 */
final class CrossEntropy {
    private static final double LARGEST_LOSS = -StrictMath.log(EvaluationSums.SMALLEST_PROBABILITY);

    private static final int EACH_EXAMPLE = 0;
    private static final int NO_LABEL = -100;

    private CrossEntropy() {}

    /** Of each image, without a bound. */
    static Tensor losses(Tensor logits, Tensor labels) {
        return cross_entropy_loss(logits, labels, new TensorOptional(), EACH_EXAMPLE, NO_LABEL, 0);
    }

    /** Their mean, each with its bound; NaN stays NaN. */
    static double mean(double[] losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += Math.min(loss, LARGEST_LOSS);
        }
        return sum / losses.length;
    }
}
