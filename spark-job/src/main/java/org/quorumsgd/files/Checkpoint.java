package org.quorumsgd.files;

import org.quorumsgd.vector.Vector;

/**
 * An intact checkpoint.
 *
 * @param directory of the agents' {@link AgentStateFiles}
 * @param rounds rounds completed
 * @param steps local steps that each agent has done
 * @param agents p
 * @param quorum the quorum variable, shape (n,)
 */
public record Checkpoint(String directory, int rounds, long steps, int agents, Vector quorum) {}
