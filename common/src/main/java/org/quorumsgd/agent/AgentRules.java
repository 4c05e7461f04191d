package org.quorumsgd.agent;

import java.io.Serializable;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.schedule.Schedule;

/**
 * How an agent moves on its own.
 *
 * @param learningRate eta as a function of the agent's step, before the factor that a round's plan may carry
 * @param clip what is done to a large gradient before the step
 */
public record AgentRules(Optimiser optimiser, Schedule learningRate, GradientClip clip) implements Serializable {
    /** Gradients are taken as they are. */
    public AgentRules(Optimiser optimiser, Schedule learningRate) {
        this(optimiser, learningRate, GradientClip.NONE);
    }
}
