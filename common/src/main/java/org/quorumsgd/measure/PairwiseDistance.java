package org.quorumsgd.measure;

import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.vector.HeapVector;

/** How far the two agents that are farthest apart are from each other. */
public final class PairwiseDistance {
    private PairwiseDistance() {}

    /** max over i, j of |x^i - x^j|; 0 for one agent. Costs p (p - 1) / 2 passes over the parameters, spread over all processors. */
    public static double maximum(List<HeapVector> positions) {
        return Math.sqrt(IntStream.range(0, positions.size())
                .parallel()
                .mapToDouble(i -> largestSquareBefore(i, positions))
                .max()
                .orElse(0));
    }

    private static double largestSquareBefore(int i, List<HeapVector> positions) {
        double largest = 0;
        for (int j = 0; j < i; j++) {
            largest = Math.max(largest, positions.get(i).squaredDistance(positions.get(j)));
        }
        return largest;
    }
}
