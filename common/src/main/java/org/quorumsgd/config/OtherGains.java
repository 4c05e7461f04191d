package org.quorumsgd.config;

/** The gains of the other agents while the best agent spikes. */
public enum OtherGains implements Choice {
    /** They grow from 0 to k during the spike. */
    RELAXING,
    /** The sum of all gains stays p k once the best agent's own is below that. */
    CONSTANT_TOTAL
}
