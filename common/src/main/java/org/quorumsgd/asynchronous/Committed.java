package org.quorumsgd.asynchronous;

/**
 * A commit as the order of a run has it.
 *
 * @param commit its number, from 0
 * @param round that it is part of, from 0
 * @param staleness commits of others since the agent pulled
 * @param time as the run's {@link Clock} tells
 */
public record Committed(long commit, int round, int agent, int staleness, double time) {}
