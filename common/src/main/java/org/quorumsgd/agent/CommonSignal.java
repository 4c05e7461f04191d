package org.quorumsgd.agent;

import java.io.Serializable;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * What all agents feel of each other in a round.
 *
 * @param position the quorum variable q, shape (n,)
 * @param velocity the mean velocity vbar, shape (n,); of length 0 when velocities are not coupled
 */
public record CommonSignal(Vector position, Vector velocity) implements Serializable {
    /** A signal that couples positions only. */
    public static CommonSignal of(Vector position) {
        return new CommonSignal(position, HeapVector.zeros(0));
    }
}
