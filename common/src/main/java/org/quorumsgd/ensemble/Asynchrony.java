package org.quorumsgd.ensemble;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How asynchronous the commits of a round were.
 *
 * @param lastStaleness staleness of each agent's last commit, in agent order; 0 before its first
 * @param meanStaleness over the commits of the round, whichever agents they came from
 * @param largestStaleness of them
 * @param time at the round's end since the agents began: on the virtual clock in units of the mean service time before multipliers,
 *     on a real one in seconds
 * @param gem means over the round's commits, or null where the rule is another one
 */
public record Asynchrony(
        List<Integer> lastStaleness,
        double meanStaleness,
        int largestStaleness,
        double time,
        @Nullable GemMeasures gem) {
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
        return new Asynchrony(lastStaleness, (double) sum / stalenesses.size(), largest, time, null);
    }

    /** @param commits of the round; none where the rule is not gradient energy matching */
    public Asynchrony with(List<GemMeasures> commits) {
        GemMeasures mean = commits.isEmpty() ? null : GemMeasures.mean(commits);
        return new Asynchrony(lastStaleness, meanStaleness, largestStaleness, time, mean);
    }
}
