package org.quorumsgd.asynchronous;

import org.quorumsgd.vector.Vector;

/**
 * What a rule keeps of one agent between its commits. Immutable: no one writes to its vectors.
 *
 * @param momentum m, shape (n,)
 * @param seen s, the centre from which the rule counts what has moved it since, shape (n,)
 */
public record AgentMemory(Vector momentum, Vector seen) {}
