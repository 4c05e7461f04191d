package org.quorumsgd.asynchronous;

import org.quorumsgd.vector.Vector;

/**
 * W'_j = W_j + D_j / ((W_j - W_pulled,j)^2 / gamma + 1) for every parameter j: ADAG of Hermans' thesis (2017), which damps where the
 * centre has moved since the pull. The thesis writes a norm and applies it to each weight; this is the elementwise form, as in its code
 * (there called Experimental, and divided by tau as well). Not what dist-keras calls ADAG, see {@link NormalizedDownpour}. Without
 * staleness the factor is 1.
 *
 * @param gamma &gt; 0; the thesis' experiments recommend 1e-4
 */
public record AdaptiveDamping(double gamma) implements CommitRule {
    public AdaptiveDamping {
        if (!(gamma > 0)) {
            throw new IllegalArgumentException("Invalid gamma: " + gamma + " (expected > 0)");
        }
    }

    @Override
    public Server commit(Server server, Commit commit) {
        if (commit.staleness() == 0) {
            return server.after(commit, commit.addedTo(server.centre(), 1), server.velocity());
        }
        float[] centre = server.centre().hostValues();
        float[] pulled = commit.pulled().hostValues();
        float[] position = commit.position().hostValues();
        float[] damped = new float[centre.length];
        for (int j = 0; j < damped.length; j++) {
            double moved = (double) centre[j] - pulled[j];
            double displacement = (double) position[j] - pulled[j];
            damped[j] = (float) (centre[j] + displacement / (moved * moved / gamma + 1));
        }
        Vector next = server.centre().zeros();
        next.assign(damped);
        return server.after(commit, next, server.velocity());
    }
}
