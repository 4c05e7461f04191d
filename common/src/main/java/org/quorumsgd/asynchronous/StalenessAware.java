package org.quorumsgd.asynchronous;

/** W' = W + D / max(1, l): staleness-aware learning rates (Zhang, Gupta, Lian and Liu 2016, arXiv 1511.05950; rule B). */
public record StalenessAware() implements AdditiveRule {
    @Override
    public double share(Server server, Commit commit) {
        return 1.0 / Math.max(1, commit.staleness());
    }
}
