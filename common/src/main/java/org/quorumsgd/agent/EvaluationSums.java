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
