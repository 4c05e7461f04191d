package org.quorumsgd.engine;

/** When an agent computes the first gradient of its next round. */
public enum NextGradient {
    /** At the end of its round, while the driver works; costs an executor two more vectors an agent. */
    EARLY,
    WHEN_ASKED
}
