package org.quorumsgd.ensemble;

/**
 * How old a commit was, or, without a server, a gradient.
 *
 * @param agent that it came from
 * @param staleness commits of others since the agent pulled; without a server the gradients that were there and not yet in the model
 *     that this one was computed at
 */
public record AgentStaleness(int agent, int staleness) {}
