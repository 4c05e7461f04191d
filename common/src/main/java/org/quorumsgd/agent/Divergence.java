package org.quorumsgd.agent;

import java.io.Serializable;

/** The first non-finite value that an agent met: which quantity, at which of its local steps. */
public record Divergence(long step, String quantity, double value) implements Serializable {}
