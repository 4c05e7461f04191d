package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/** How the quorum variable moves from one round to the next. */
public interface QuorumDynamics {
    /**
     * The quorum variable of the next round; the arguments stay as they are.
     *
     * @param quorum q_r, the signal that the agents felt in the round that just ended
     * @param centre xbar_r, the centre of mass of the agents before that round
     * @param nextCentre xbar_{r+1}, the centre of mass after it
     * @param strength alpha = eta k of that round
     * @param agents p
     */
    Vector next(Vector quorum, Vector centre, Vector nextCentre, double strength, int agents);
}
