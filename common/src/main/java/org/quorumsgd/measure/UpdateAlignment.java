package org.quorumsgd.measure;

/** Whether the agents move the same way. */
public final class UpdateAlignment {
    private UpdateAlignment() {}

    /**
     * The mean over all pairs of agents of u^i . u^j, divided by the mean of |u^i|^2, where u^i is the agent's move in a round: 1 when
     * all move alike, 0 when at right angles, at least -1 / (p - 1). Where all moves are equally long it is the mean cosine. It
     * needs no more than the move of the centre, since |sum_i u^i| = p |ubar|. NaN for one agent, and when none moved.
     *
     * @param updateNorms |u^i| of each agent
     * @param centreUpdateNorm |ubar|, how far the centre moved
     */
    public static double cosine(double[] updateNorms, double centreUpdateNorm) {
        int agents = updateNorms.length;
        double squares = 0;
        for (double norm : updateNorms) {
            squares += norm * norm;
        }
        double sum = agents * centreUpdateNorm;
        return (sum * sum - squares) / ((agents - 1) * squares);
    }
}
