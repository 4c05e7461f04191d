package org.quorumsgd.config;

/** What the agents train on. */
public enum ProblemName implements Choice {
    /** A network on labelled images. */
    IMAGES,
    /** A noisy quadratic, whose laws are known in closed form. */
    QUADRATIC
}
