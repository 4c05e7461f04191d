package org.quorumsgd.quorum;

import org.quorumsgd.vector.Vector;

/**
 * How the quorum variable moves from one round to the next: q' = g(q, centre), any filter of the centre (Boffi &amp; Slotine 2020,
 * sec. 6 and App. A).
 */
public interface QuorumDynamics {
    /** The state before the first round: the quorum variable at the centre, at rest. */
    default QuorumState start(Vector centre) {
        return QuorumState.of(centre);
    }

    /**
     * The state of the next round; the arguments stay as they are.
     *
     * @param state q_r, the signal that the agents felt in the round that just ended
     * @param centre c_r, the centre of the agents before that round
     * @param nextCentre c_{r+1}, the centre that the next round begins with
     * @param beta p alpha = p eta k of the round that just ended
     */
    QuorumState next(QuorumState state, Vector centre, Vector nextCentre, double beta);
}
