package org.quorumsgd.measure;

import java.util.List;

/** Whether the agents move the same way. */
public final class UpdateAlignment {
    private UpdateAlignment() {}

    /**
     * The mean over all pairs of agents of the cosine between their updates u^i = x^i_after - x^i_before, in [-1, 1]: with e^i = u^i /
     * |u^i|, (|sum_i e^i|^2 - p) / (p (p - 1)). An agent that did not move counts as at right angles to all. NaN for one agent.
     */
    public static double meanCosine(List<float[]> before, List<float[]> after) {
        int agents = before.size();
        int n = before.get(0).length;
        double[] sum = new double[n];
        double squares = 0;
        for (int i = 0; i < agents; i++) {
            float[] from = before.get(i);
            float[] to = after.get(i);
            double norm = distance(from, to);
            if (norm == 0) {
                continue;
            }
            squares++;
            for (int j = 0; j < n; j++) {
                sum[j] += ((double) to[j] - from[j]) / norm;
            }
        }
        double total = 0;
        for (double each : sum) {
            total += each * each;
        }
        return (total - squares) / ((double) agents * (agents - 1));
    }

    private static double distance(float[] from, float[] to) {
        double sum = 0;
        for (int j = 0; j < from.length; j++) {
            double difference = (double) to[j] - from[j];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
