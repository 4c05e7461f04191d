package org.quorumsgd.agent;

import java.io.Serializable;
import java.util.List;
import org.quorumsgd.vector.Vector;

/**
 * sum_j w_j grad f(y_j) and all f(y_j), f the loss on the agent's part of the probe batch. The mean of the answers over the
 * agents is the same on the whole probe batch.
 *
 * @param points y_j with their weights
 */
public record GradientProbe(List<Point> points) implements AgentQuestion<GradientProbe.Answer> {
    /** A model and the weight w of its gradient in the sum. */
    public record Point(Model model, double weight) implements Serializable {}

    /**
     * One agent's share.
     *
     * @param combination sum_j w_j grad f(y_j), shape (n,)
     * @param losses f(y_j) in the order of the points
     */
    @SuppressWarnings("ArrayRecordComponent") // bare arrays travel fast, and no one compares answers
    public record Answer(float[] combination, double[] losses) implements Serializable {}

    @Override
    public Answer answer(AgentState state, Objective objective) {
        double[] losses = new double[points.size()];
        double[] sum = new double[state.position().length()];
        Vector gradient = state.position().zeros();
        for (int j = 0; j < losses.length; j++) {
            Point point = points.get(j);
            losses[j] = objective.probe(point.model.parameters(), point.model.statistics(), gradient);
            float[] values = gradient.hostValues();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += point.weight * values[i];
            }
        }
        float[] combination = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            combination[i] = (float) sum[i];
        }
        return new Answer(combination, losses);
    }
}
