package org.quorumsgd.agent;

import org.quorumsgd.vector.Vector;

/**
 * g_t(x) - g_{t+1}(x), shape (n,): the gradients of an agent's next two minibatches where it stands. The true gradient cancels;
 * what is left has twice the covariance of one minibatch's noise, for minibatches small against the agent's data.
 */
public record GradientDifference() implements AgentQuestion<float[]> {
    @Override
    public float[] answer(AgentState state, Objective objective) {
        Vector first = state.position().zeros();
        Vector second = state.position().zeros();
        objective.gradient(state.step(), state.position(), state.statistics().copy(), first);
        objective.gradient(
                state.step() + 1, state.position(), state.statistics().copy(), second);
        first.axpy(-1f, second);
        return first.hostValues();
    }
}
