package org.quorumsgd.theory;

import java.util.List;

/**
 * The noise of the agents' stochastic gradients as the continuous-time bounds need it: agent i moves with
 * sqrt(T_i) B(x^i) dW^i, T_i = eta_i / b_i, and tr(B^T B) is at most C everywhere.
 *
 * <p>Every bound depends on the agents' T_i through their mean alone, so one record serves equal agents and agents with
 * learning rates or batch sizes of their own (Boffi &amp; Slotine sec. 3.4; derived). That section keeps one drift for all
 * agents, as if time were the same for them; it leaves out that an agent with a smaller learning rate also moves slower.
 *
 * @param agents p &gt;= 1
 * @param scale mean over the agents of T_i = eta_i / b_i, per step; at least 0
 * @param trace C, a bound on the trace of the covariance of a one-example gradient; at least 0
 */
public record GradientNoise(int agents, double scale, double trace) {
    public GradientNoise {
        Require.atLeastOne("number of agents", agents);
        Require.nonNegative("noise scale", scale);
        Require.nonNegative("trace of the gradient noise", trace);
    }

    /** Agents with one learning rate eta and one batch size b: T = eta / b. */
    public static GradientNoise of(int agents, double learningRate, int batchSize, double trace) {
        Require.positive("learning rate", learningRate);
        Require.atLeastOne("batch size", batchSize);
        return new GradientNoise(agents, learningRate / batchSize, trace);
    }

    /** The multi-rate form: one learning rate and one batch size for each agent, in agent order. */
    public static GradientNoise perAgent(List<Double> learningRates, List<Integer> batchSizes, double trace) {
        Require.atLeastOne("number of agents", learningRates.size());
        Require.that(
                batchSizes.size() == learningRates.size(),
                "number of batch sizes",
                batchSizes.size(),
                String.valueOf(learningRates.size()));
        double sum = 0;
        for (int i = 0; i < learningRates.size(); i++) {
            sum += Require.positive("learning rate of agent " + i, learningRates.get(i))
                    / Require.atLeastOne("batch size of agent " + i, batchSizes.get(i));
        }
        return new GradientNoise(learningRates.size(), sum / learningRates.size(), trace);
    }

    /** T C, that is eta C / b: squared length per unit time, felt by an agent. */
    public double ofAgent() {
        return scale * trace;
    }

    /** T C / p: felt by the centre of mass, whose noise covariance is (1 / p^2) sum_i T_i Sigma(x^i). */
    public double ofCentre() {
        return ofAgent() / agents;
    }
}
