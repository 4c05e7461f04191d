package org.quorumsgd.asynchronous;

import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * What the server keeps between two commits. Immutable: no one writes to its vectors.
 *
 * @param centre W, shape (n,): what agents pull, and what is reported
 * @param velocity of the server's own momentum, shape (n,); of length 0 where it has none
 * @param commits so far
 * @param largestStaleness of them, 0 before the first
 */
public record Server(Vector centre, Vector velocity, long commits, int largestStaleness) {
    /** A server without momentum before the first commit. */
    public static Server at(Vector centre) {
        return new Server(centre, HeapVector.zeros(0), 0, 0);
    }

    /** The server after a commit that moved its centre there. */
    Server after(Commit commit, Vector nextCentre, Vector nextVelocity) {
        return new Server(nextCentre, nextVelocity, commits + 1, Math.max(largestStaleness, commit.staleness()));
    }
}
