package org.quorumsgd.asynchronous;

/** Tells whose commit comes next. */
public interface Clock {
    /**
     * The end of a work.
     *
     * @param work the agent's works before this one
     * @param time since the agents began
     */
    record Arrival(int agent, long work, double time) {}

    /** Goes on to the next commit, waiting for it where nobody knows whose it will be; the agent begins its next work then. */
    Arrival next();

    /** When the work that an agent has in hand ends; NaN where nobody knows yet. */
    double due(int agent);
}
