package org.quorumsgd.config;

/** How long an agent's work takes on the virtual clock. */
public enum ServiceTimeName implements Choice {
    CONSTANT,
    EXPONENTIAL,
    LOG_NORMAL
}
