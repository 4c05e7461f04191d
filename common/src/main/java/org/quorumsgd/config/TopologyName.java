package org.quorumsgd.config;

/** Whom agents without a server send to. */
public enum TopologyName implements Choice {
    /** Everybody. */
    ALL_TO_ALL,
    /** The agents before and after. */
    RING,
    /** Four neighbours in a lattice, as square as p allows, whose ends are joined. */
    TORUS,
    /** The neighbours in a random graph of one degree. */
    RANDOM_REGULAR,
    /** The neighbours in a graph of the user's own. */
    FILE
}
