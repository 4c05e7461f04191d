package org.quorumsgd.files;

import org.quorumsgd.ensemble.LoopState;

/**
 * An intact checkpoint.
 *
 * @param directory of the agents' {@link AgentStateFiles}
 * @param steps local steps that each agent has done
 * @param state what the driver needs to go on
 */
public record Checkpoint(String directory, long steps, LoopState state) {}
