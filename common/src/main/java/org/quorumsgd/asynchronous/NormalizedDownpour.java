package org.quorumsgd.asynchronous;

/**
 * W' = W + D / tau: accumulated gradient normalization (AGN; Hermans 2017, which divides what DOWNPOUR commits by its local steps
 * tau). dist-keras calls this rule ADAG; the thesis' ADAG is {@link AdaptiveDamping}. One agent on f = a x^2 / 2:
 * x' = x (1 + ((1 - h)^tau - 1) / tau), h = eta a.
 */
public record NormalizedDownpour() implements AdditiveRule {
    @Override
    public double share(Server server, Commit commit) {
        return 1.0 / commit.localSteps();
    }
}
