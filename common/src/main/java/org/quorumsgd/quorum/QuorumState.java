package org.quorumsgd.quorum;

import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * Where the common signal stands.
 *
 * @param quorum the quorum variable q, shape (n,), which the agents feel in the next round
 * @param rate its change per round, shape (n,), for dynamics of second order; of length 0 for all others
 */
public record QuorumState(Vector quorum, Vector rate) {
    /** A state of first-order dynamics. */
    public static QuorumState of(Vector quorum) {
        return new QuorumState(quorum, HeapVector.zeros(0));
    }
}
