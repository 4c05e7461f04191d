package org.quorumsgd.agent;

import java.io.Serializable;
import org.quorumsgd.vector.Vector;

/**
 * All that an agent carries from round to round. Immutable: no one writes to its vectors.
 *
 * @param agent index i in 0 .. p-1
 * @param step local steps done so far
 * @param position x^i, shape (n,)
 * @param velocity v^i, shape (n,); zeros without momentum
 * @param statistics running statistics of the model, shape (m,): state of the model, which no coupling pulls
 */
public record AgentState(int agent, long step, Vector position, Vector velocity, Vector statistics)
        implements Serializable {}
