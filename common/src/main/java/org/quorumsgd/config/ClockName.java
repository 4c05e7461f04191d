package org.quorumsgd.config;

/** What decides when agents exchange. */
public enum ClockName implements Choice {
    /** All agents exchange together, once a round. */
    NONE,
    /** Each in its own time, in an order that service times decide. */
    VIRTUAL,
    /** Each in its own time, in the order in which they come. */
    REAL
}
