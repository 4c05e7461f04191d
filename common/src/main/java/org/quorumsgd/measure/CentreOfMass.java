package org.quorumsgd.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.vector.HeapVector;

/**
 * xbar = (1/p) sum_i x^i. Each coordinate is summed in double precision in the order of the list and rounded once, so p
 * equal vectors give that vector back exactly.
 */
public final class CentreOfMass {
    /** Accumulators of one block stay in the first-level cache. */
    private static final int BLOCK = 1024;
    /** Coordinates of all vectors together from which on threads save more than they cost. */
    private static final int WORTH_THREADS = 1 << 20;

    private CentreOfMass() {}

    /**
     * The mean of p vectors of shape (n,).
     *
     * @throws IllegalArgumentException when there are none, or their lengths differ
     */
    public static HeapVector of(List<float[]> positions) {
        int n = commonLength(positions);
        float[] mean = new float[n];
        IntStream blocks = IntStream.range(0, (n + BLOCK - 1) / BLOCK);
        // Each coordinate has a sum of its own, so no bit depends on who adds which block.
        ((long) n * positions.size() < WORTH_THREADS ? blocks : blocks.parallel())
                .forEach(block -> meanOfBlock(block * BLOCK, positions, mean));
        return HeapVector.owning(mean);
    }

    private static void meanOfBlock(int begin, List<float[]> positions, float[] mean) {
        int width = Math.min(BLOCK, mean.length - begin);
        double[] sums = new double[width];
        // A sum begun at -0.0 keeps a mean of negative zeros negative, so one agent's centre is that agent to the bit.
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

    /**
     * sum_j w_j x^j / sum_j w_j, a vector of weight 0 left out; the plain mean, to the bit, when all weights are equal or none is
     * above 0.
     *
     * @param weights w_j >= 0, one a vector
     */
    public static HeapVector weighted(List<float[]> positions, double[] weights) {
        double total = 0;
        boolean equal = true;
        for (double weight : weights) {
            total += weight;
            equal &= weight == weights[0];
        }
        if (equal || !(total > 0)) {
            return of(positions);
        }
        int n = commonLength(positions);
        float[] mean = new float[n];
        double[] sums = new double[n];
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                float[] position = positions.get(i);
                for (int j = 0; j < n; j++) {
                    sums[j] += weights[i] * position[j];
                }
            }
        }
        for (int j = 0; j < n; j++) {
            mean[j] = (float) (sums[j] / total);
        }
        return HeapVector.owning(mean);
    }

    private static int commonLength(List<float[]> positions) {
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
        return n;
    }
}
