package org.quorumsgd.measure;

import java.util.Arrays;
import java.util.List;
import org.quorumsgd.vector.HeapVector;

/**
 * xbar = (1/p) sum_i x^i. Each coordinate is summed in double precision in the order of the list and rounded once, so p
 * equal vectors give that vector back exactly.
 */
public final class CentreOfMass {
    /** Accumulators of one block stay in the first-level cache. */
    private static final int BLOCK = 1024;

    private CentreOfMass() {}

    /**
     * The mean of p vectors of shape (n,).
     *
     * @throws IllegalArgumentException when there are none, or their lengths differ
     */
    public static HeapVector of(List<float[]> positions) {
        if (positions.isEmpty()) {
            throw new IllegalArgumentException("Invalid number of agents: 0 (expected at least 1)");
        }
        int n = positions.get(0).length;
        for (float[] position : positions) {
            if (position.length != n) {
                throw new IllegalArgumentException(
                        "Invalid vector length: " + position.length + " (expected " + n + ")");
            }
        }
        float[] mean = new float[n];
        double[] sums = new double[Math.min(BLOCK, n)];
        for (int begin = 0; begin < n; begin += BLOCK) {
            int width = Math.min(BLOCK, n - begin);
            // A sum begun at -0.0 keeps a mean of negative zeros negative, so one agent's centre is that agent to the
            // bit.
            Arrays.fill(sums, -0.0);
            for (float[] position : positions) {
                for (int j = 0; j < width; j++) {
                    sums[j] += position[begin + j];
                }
            }
            for (int j = 0; j < width; j++) {
                mean[begin + j] = (float) (sums[j] / positions.size());
            }
        }
        return HeapVector.owning(mean);
    }
}
