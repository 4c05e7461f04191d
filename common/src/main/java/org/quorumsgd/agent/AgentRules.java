package org.quorumsgd.agent;

import java.io.Serializable;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.schedule.Schedule;

/**
 * How an agent moves on its own.
 *
 * @param learningRate eta as a function of the agent's step, before the factor that a round's plan may carry
 */
public record AgentRules(Optimiser optimiser, Schedule learningRate) implements Serializable {}
