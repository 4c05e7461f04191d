package org.quorumsgd.measure;

import java.util.List;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * How close the agents are to each other and to the common signal.
 *
 * @param spread (1/p) sum_i |x^i - xbar|^2
 * @param centreNorm |xbar|
 * @param centreQuorumDistance |xbar - q|
 * @param distances |x^i - xbar| of each agent, in agent order
 */
public record Synchronization(double spread, double centreNorm, double centreQuorumDistance, List<Double> distances) {
    public Synchronization {
        distances = List.copyOf(distances);
    }

    public static Synchronization of(List<HeapVector> positions, Vector centre, Vector quorum) {
        List<Double> squares =
                positions.parallelStream().map(x -> x.squaredDistance(centre)).toList();
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return new Synchronization(
                sum / positions.size(),
                centre.norm(),
                Math.sqrt(centre.squaredDistance(quorum)),
                squares.stream().map(Math::sqrt).toList());
    }
}
