package org.quorumsgd.config;

/** How the coupling gain changes with the epochs. */
public enum GainScheduleName implements Choice {
    CONSTANT,
    LINEAR,
    EXPONENTIAL
}
