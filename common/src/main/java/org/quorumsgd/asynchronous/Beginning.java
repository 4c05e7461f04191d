package org.quorumsgd.asynchronous;

import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * How an agent begins its next work.
 *
 * @param position where it stands, shape (n,): its first gradient is taken there
 * @param signal what its first step is pulled to, shape (n,); not used where the strength is 0
 * @param strength alpha of that pull
 */
public record Beginning(Vector position, Vector signal, double strength) {
    /** There, and pulled to nothing. */
    public static Beginning at(Vector position) {
        return new Beginning(position, HeapVector.zeros(0), 0);
    }
}
