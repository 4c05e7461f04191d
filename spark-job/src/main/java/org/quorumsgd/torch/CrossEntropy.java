package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.data.ImageSamples;

/**
 * The loss -ln p of an image whose class has probability p. Deeplearning4j's probabilities are at least 1e-10, in the loss but not in
 * its gradient; so are these, and a confident mistake costs a finite loss.
 */
final class CrossEntropy {
    private static final double SMALLEST_PROBABILITY = 1e-10;
    private static final double LARGEST_LOSS = -StrictMath.log(SMALLEST_PROBABILITY);

    private static final int EACH_EXAMPLE = 0;
    private static final int NO_LABEL = -100;
    private static final int NO_CLASS = -1;

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

    /** @param probabilities image after image */
    static EvaluationSums judged(float[] probabilities, ImageSamples samples, int[] positions, int classes) {
        double loss = 0;
        long errors = 0;
        for (int b = 0; b < positions.length; b++) {
            int label = samples.label(positions[b]);
            int predicted = mostProbable(probabilities, b * classes, classes);
            loss -= predicted == NO_CLASS
                    ? Double.NaN
                    : StrictMath.log(Math.max(probabilities[b * classes + label], SMALLEST_PROBABILITY));
            errors += predicted == label ? 0 : 1;
        }
        return new EvaluationSums(loss, errors, positions.length);
    }

    /** The first class of highest probability; none when a probability is NaN. */
    private static int mostProbable(float[] probabilities, int offset, int classes) {
        int best = 0;
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(probabilities[offset + c])) {
                return NO_CLASS;
            }
            if (probabilities[offset + c] > probabilities[offset + best]) {
                best = c;
            }
        }
        return best;
    }
}
