package org.quorumsgd.asynchronous;

import org.quorumsgd.vector.Vector;

/**
 * What one work of an agent brings to the server. Immutable: no one writes to its vectors.
 *
 * @param agent index i
 * @param step local steps that the agent has done, this work's included
 * @param localSteps tau, the local steps of this work
 * @param staleness l, the commits of others since the agent pulled
 * @param pulled where the work began, shape (n,)
 * @param position x^i where it ended, shape (n,)
 */
public record Commit(int agent, long step, int localSteps, int staleness, Vector pulled, Vector position) {
    /** D = x^i - W_pulled, what the work changed; a new vector. */
    Vector displacement() {
        Vector displacement = position.copy();
        displacement.axpy(-1f, pulled);
        return displacement;
    }

    /**
     * W + s D. Where nobody came between and s = 1, that is x^i itself, to the bit: the server then adds no rounding of its own.
     *
     * @param centre W, left as it is
     * @param share s
     */
    Vector addedTo(Vector centre, double share) {
        if (staleness == 0 && share == 1) {
            return position;
        }
        Vector next = centre.copy();
        next.axpy((float) share, displacement());
        return next;
    }
}
