package org.quorumsgd.agent;

import java.io.Serializable;

/**
 * The first non-finite value that an agent met: which quantity, at which of its local steps.
 *
 * @param quantity in words, with the blocks of the model where they are known
 */
public record Divergence(long step, String quantity, double value) implements Serializable {
    /** The same, its quantity followed by where in the model; unchanged for an empty place. */
    Divergence in(String place) {
        return place.isEmpty() ? this : new Divergence(step, quantity + " (" + place + ")", value);
    }
}
