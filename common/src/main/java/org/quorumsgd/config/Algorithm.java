package org.quorumsgd.config;

/** How the agents are coupled. */
public enum Algorithm implements Choice {
    /** Each agent is pulled to the centre of mass of all agents. */
    QSGD,
    /** Each agent is pulled to a filter of the centre of mass. */
    EASGD,
    /** Each agent is pulled to a mean of the agents that gives more weight to the more successful ones. */
    SD_QSGD,
    /** The agents do not feel each other. */
    NONE
}
