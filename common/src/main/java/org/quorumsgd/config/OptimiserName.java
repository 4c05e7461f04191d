package org.quorumsgd.config;

/** The local update of an agent. */
public enum OptimiserName implements Choice {
    SGD,
    HEAVY_BALL,
    NESTEROV
}
