package org.quorumsgd.config;

/** How the agents are coupled. */
public enum Algorithm implements Choice {
    /** Each agent is pulled to the centre of mass of all agents; on a clock, to the running mean of their commits. */
    QSGD,
    /** Each agent is pulled to a filter of the centre of mass; on a clock, to a centre with which it exchanges in its own time. */
    EASGD,
    /** Each agent is pulled to a mean of the agents that gives more weight to the more successful ones. */
    SD_QSGD,
    /** The agents do not feel each other. */
    NONE,
    /** Agents add what their steps changed to a server's centre, and go on from there. */
    DOWNPOUR,
    /** DOWNPOUR with momentum that the server keeps. */
    MDOWNPOUR,
    /** DOWNPOUR divided by the local steps: accumulated gradient normalization. */
    AGN,
    /** DOWNPOUR damped where the centre has moved since the pull. */
    ADAG,
    /** DOWNPOUR divided by staleness + 1. */
    DYNSGD,
    /** DOWNPOUR divided by the staleness. */
    STALENESS_AWARE,
    /** DOWNPOUR divided by the largest staleness so far + 1. */
    WORST_CASE,
    /** The same, divided by the number of commits as well. */
    WORST_CASE_DECAY,
    /** Gradient energy matching: commits scaled so that the centre moves as one agent's momentum would. */
    GEM;

    /** Whether agents are pulled with a coupling gain. */
    public boolean hasGain() {
        return this == QSGD || this == EASGD || this == SD_QSGD;
    }

    /** Whether agents go round together, no one waiting for a clock. */
    public boolean runsWithoutClock() {
        return hasGain() || this == NONE;
    }

    /** Whether agents may commit in their own time. */
    public boolean runsOnClock() {
        return this == QSGD || this == EASGD || !runsWithoutClock();
    }
}
