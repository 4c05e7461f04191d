package org.quorumsgd.agent;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What one round made of an agent.
 *
 * @param state the new state, or the old one when the round diverged
 * @param trainLoss mean of the minibatch losses over the local steps
 * @param gradientNorm mean Euclidean norm of the minibatch gradients over the local steps
 * @param updateNorm |x' - x|, how far the round moved the agent
 * @param divergence what became non-finite, or null
 * @param deviceBytes bytes that crossed between host and device for the round; 0 for an agent that computes in host memory
 */
public record RoundResult(
        AgentState state,
        double trainLoss,
        double gradientNorm,
        double updateNorm,
        @Nullable Divergence divergence,
        long deviceBytes)
        implements Serializable {
    /** Of an agent that has not done anything yet. */
    public static RoundResult ofStart(AgentState start) {
        return new RoundResult(start, Double.NaN, Double.NaN, Double.NaN, null, 0);
    }
}
