package org.quorumsgd.ensemble;

import java.util.List;

/**
 * How asynchronous the commits of a round were.
 *
 * @param lastStaleness staleness of each agent's last commit, in agent order; 0 before its first
 * @param meanStaleness over the commits of the round, whichever agents they came from
 * @param largestStaleness of them
 * @param time at the round's end since the agents began: on the virtual clock in units of the mean service time before multipliers,
 *     on a real one in seconds
 */
public record Asynchrony(List<Integer> lastStaleness, double meanStaleness, int largestStaleness, double time) {
    public Asynchrony {
        lastStaleness = List.copyOf(lastStaleness);
    }

    /** @param stalenesses of the round's commits, at least one */
    public static Asynchrony of(List<Integer> lastStaleness, List<Integer> stalenesses, double time) {
        long sum = 0;
        int largest = 0;
        for (int staleness : stalenesses) {
            sum += staleness;
            largest = Math.max(largest, staleness);
        }
        return new Asynchrony(lastStaleness, (double) sum / stalenesses.size(), largest, time);
    }
}
