package org.quorumsgd.agent;

import java.io.Serializable;

/**
 * What an evaluation adds up; a monoid under {@link #plus} with {@link #ZERO}. Loss sums are doubles: combine shards in
 * agent order.
 *
 * @param lossSum sum of the examples' losses, without regularization
 * @param errors examples whose most probable class is wrong; negative where examples have no class
 * @param count examples
 */
public record EvaluationSums(double lossSum, long errors, long count) implements Serializable {
    public static final EvaluationSums ZERO = new EvaluationSums(0, 0, 0);

    /** A less probable class costs a loss of -ln of this, as Deeplearning4j clips its softmax: a confident mistake is finite. */
    public static final double SMALLEST_PROBABILITY = 1e-10;

    private static final int NO_CLASS = -1;

    /**
     * Cross-entropy and errors of a classifier. An example with a NaN among its probabilities has loss NaN and counts as an error;
     * of equally probable classes the first is the prediction.
     *
     * @param probabilities of the classes, (labels, classes), example after example
     * @param labels from 0 on
     */
    public static EvaluationSums ofClassifier(float[] probabilities, int[] labels, int classes) {
        double loss = 0;
        long errors = 0;
        for (int example = 0; example < labels.length; example++) {
            int first = example * classes;
            int predicted = mostProbable(probabilities, first, classes);
            loss -= predicted == NO_CLASS
                    ? Double.NaN
                    : StrictMath.log(Math.max(probabilities[first + labels[example]], SMALLEST_PROBABILITY));
            errors += predicted == labels[example] ? 0 : 1;
        }
        return new EvaluationSums(loss, errors, labels.length);
    }

    private static int mostProbable(float[] probabilities, int first, int classes) {
        int best = 0;
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(probabilities[first + c])) {
                return NO_CLASS;
            }
            if (probabilities[first + c] > probabilities[first + best]) {
                best = c;
            }
        }
        return best;
    }

    public EvaluationSums plus(EvaluationSums other) {
        return new EvaluationSums(lossSum + other.lossSum, errors + other.errors, count + other.count);
    }

    /** Mean loss; NaN when nothing was counted. */
    public double meanLoss() {
        return lossSum / count;
    }

    /** Fraction of examples classified wrongly, in [0, 1]; NaN when nothing was counted or nothing has a class. */
    public double errorRate() {
        return errors < 0 ? Double.NaN : (double) errors / count;
    }
}
