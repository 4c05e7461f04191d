package org.quorumsgd.config;

/** How the gains of SD-QSGD follow from the agents' success. */
public enum StateGains implements Choice {
    /** The best agent alone at an epoch's beginning, then relaxing to equal gains. */
    SPIKING,
    /** Larger gains for more successful agents, all the time. */
    SUCCESS
}
