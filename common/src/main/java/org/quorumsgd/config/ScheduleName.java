package org.quorumsgd.config;

/** How the learning rate changes with the epochs. */
public enum ScheduleName implements Choice {
    CONSTANT,
    STEP,
    COSINE,
    INVERSE_TIME,
    PLATEAU
}
