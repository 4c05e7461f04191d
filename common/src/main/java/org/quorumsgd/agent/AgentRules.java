package org.quorumsgd.agent;

import java.io.Serializable;
import org.quorumsgd.coupling.Coupling;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.schedule.Schedule;

/** How an agent moves: its own optimiser, its coupling to the common signal, and the learning rate eta that scales both. */
public record AgentRules(Optimiser optimiser, Coupling coupling, Schedule learningRate) implements Serializable {}
