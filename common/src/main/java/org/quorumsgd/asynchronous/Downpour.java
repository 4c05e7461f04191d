package org.quorumsgd.asynchronous;

/**
 * W' = W + D: DOWNPOUR (Dean et al. 2012; Zhang et al. 2015, sec. 5, and the author's code). With one local step of SGD it is
 * asynchronous SGD, W' = W - eta g(W_pulled).
 *
 * <p>The last local step's gradient is part of the commit, and so it is in the first: the author's code, which commits before its
 * first local step too, sends one gradient there. One agent is its optimiser, bit for bit. In turn and with one step of SGD the centre
 * of p agents on f = a x^2 / 2 goes x_{t+1} = x_t - h x_{t-(p-1)}, h = eta a: stable for h &lt; 2 sin(pi / (2 (2p - 1))). With
 * many local steps D nears -W_pulled whatever eta is, which acts like h = 1: three or more agents in turn then diverge.
 */
public record Downpour() implements AdditiveRule {
    @Override
    public double share(Server server, Commit commit) {
        return 1;
    }
}
