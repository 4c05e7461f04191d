package org.quorumsgd.ensemble;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How asynchronous the commits of a round were; without a server its gradients.
 *
 * @param lastStaleness staleness of each agent's last commit, in agent order; 0 before its first
 * @param commits of the round in their order, at least one
 * @param time at the round's end since the agents began: on the virtual clock in units of the mean service time before multipliers,
 *     on a real one in seconds
 * @param gradientsInFlight those that are being computed or are there, and are not yet in the centre (without a server: in every model),
 *     counted just before a commit is there, its own included; mean over the round's commits
 * @param setDifference how many gradients are in one of two agents' models and not in both, after the round, mean over pairs of agents; NaN
 *     with a server or without a pair
 * @param gem means over the round's commits, or null where the rule is another one
 */
public record Asynchrony(
        List<Integer> lastStaleness,
        List<AgentStaleness> commits,
        double time,
        double gradientsInFlight,
        double setDifference,
        @Nullable GemMeasures gem) {
    public Asynchrony {
        lastStaleness = List.copyOf(lastStaleness);
        commits = List.copyOf(commits);
    }

    /** S_avg of the round. */
    public double meanStaleness() {
        return commits.stream().mapToInt(AgentStaleness::staleness).average().orElseThrow();
    }

    /** S_rms of the round, the root of the mean of the squares. */
    public double rmsStaleness() {
        return Math.sqrt(commits.stream()
                .mapToDouble(commit -> (double) commit.staleness() * commit.staleness())
                .average()
                .orElseThrow());
    }

    /** S_max of the round. */
    public int largestStaleness() {
        return commits.stream().mapToInt(AgentStaleness::staleness).max().orElseThrow();
    }
}
