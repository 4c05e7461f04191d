package org.quorumsgd.agent;

/** A question about models that it brings along: the answer depends on the agent's data, and on nothing that moves. */
@FunctionalInterface
public interface ModelQuestion<R> extends AgentQuestion<R> {
    R answer(Objective objective);

    @Override
    default R answer(AgentState state, Objective objective) {
        return answer(objective);
    }
}
