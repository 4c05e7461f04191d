package org.quorumsgd.config;

/** Where the agents begin. */
public enum StartPoint implements Choice {
    /** All agents begin at the same parameters. */
    COMMON,
    /** Each agent draws its own initial parameters. */
    OWN
}
