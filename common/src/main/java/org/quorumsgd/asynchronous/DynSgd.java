package org.quorumsgd.asynchronous;

/**
 * W' = W + D / (l + 1): DynSGD (Jiang et al. 2017; rule A of the staleness-adaptive learning rates). In turn and with one step of
 * SGD, p agents are stable on f = a x^2 / 2 for eta a &lt; 2 p sin(pi / (2 (2p - 1))): between 2 (p = 1, 2) and pi / 2 (p to
 * infinity), so the scaling nearly restores the limit of a single agent. Exponential service gives E[1 / (l + 1)] = ln(p) / (p - 1);
 * that E[1 / l] were 1 / (p - 1), as Hermans' thesis has it, Jensen's inequality forbids.
 */
public record DynSgd() implements AdditiveRule {
    @Override
    public double share(Server server, Commit commit) {
        return 1.0 / (commit.staleness() + 1L);
    }
}
