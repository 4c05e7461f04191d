package org.quorumsgd.asynchronous;

/**
 * W' = W + D / ((t + 1) (l_max + 1)), t the commits before this one (rule D): {@link WorstCaseStaleness} with the decay as 1/t that
 * bounds on the generalization of non-convex losses ask for. The learning rate stands for the constant c of c / t.
 */
public record DecayingWorstCase() implements AdditiveRule {
    @Override
    public double share(Server server, Commit commit) {
        return 1 / ((server.commits() + 1.0) * (Math.max(server.largestStaleness(), commit.staleness()) + 1.0));
    }
}
