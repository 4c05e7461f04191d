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
 */
public record RoundResult(
        AgentState state,
        double trainLoss,
        double gradientNorm,
        double updateNorm,
        @Nullable Divergence divergence) implements Serializable {}
