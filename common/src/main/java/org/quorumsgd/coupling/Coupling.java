package org.quorumsgd.coupling;

import java.io.Serializable;
import org.quorumsgd.vector.Vector;

/** How the common signal acts on an agent once per round. */
public interface Coupling extends Serializable {
    /**
     * The coupling gain k at this step, in units of 1 / (learning rate x step); 0 means uncoupled.
     *
     * @param step the agent's local step at which the exchange happens
     */
    double gain(long step);

    /**
     * Moves the position in place towards the quorum.
     *
     * @param position x, shape (n,)
     * @param quorum the common signal q, shape (n,)
     * @param strength alpha = eta k, the share of the distance x - q that the pull removes
     */
    void pull(Vector position, Vector quorum, double strength);
}
