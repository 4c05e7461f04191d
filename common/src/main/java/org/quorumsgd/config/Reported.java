package org.quorumsgd.config;

/** Which vector is evaluated and saved. */
public enum Reported implements Choice {
    QUORUM,
    CENTRE
}
