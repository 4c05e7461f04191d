package org.quorumsgd.asynchronous;

/**
 * W' = W + D / (l_max + 1), l_max the largest staleness so far, this commit's included (rule C). Regatti et al. 2019 (arXiv
 * 1909.13391) ask for rates that fall as the allowed asynchrony grows; the formula, and a bound that need not be known before, are ours.
 */
public record WorstCaseStaleness() implements AdditiveRule {
    @Override
    public double share(Server server, Commit commit) {
        return 1.0 / (Math.max(server.largestStaleness(), commit.staleness()) + 1L);
    }
}
