package org.quorumsgd.measure;

import java.util.List;
import org.quorumsgd.vector.HeapVector;

/** How far the two agents that are farthest apart are from each other. */
public final class PairwiseDistance {
    private PairwiseDistance() {}

    /** max over i, j of |x^i - x^j|; 0 for one agent. Costs p (p - 1) / 2 passes over the parameters. */
    public static double maximum(List<HeapVector> positions) {
        double largest = 0;
        for (int i = 0; i < positions.size(); i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, positions.get(i).squaredDistance(positions.get(j)));
            }
        }
        return Math.sqrt(largest);
    }
}
