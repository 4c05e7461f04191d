package org.quorumsgd.agent;

import java.io.Serializable;

/**
 * Something to find out from every agent, where it lives: a pure function of the agent's state and its data, which moves
 * neither.
 *
 * @param <R> the answer; small, or a few vectors
 */
@FunctionalInterface
public interface AgentQuestion<R> extends Serializable {
    R answer(AgentState state, Objective objective);
}
