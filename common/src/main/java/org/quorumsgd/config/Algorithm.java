package org.quorumsgd.config;

/** How the agents are coupled. */
public enum Algorithm implements Choice {
    /** Each agent is pulled to the centre of mass of all agents. */
    QSGD,
    /** Each agent is pulled to a low-pass filter of the centre of mass. */
    EASGD,
    /** The agents do not feel each other. */
    NONE
}
