package org.quorumsgd.config;

/** How a batch finds the runs that are not worth their time. */
public enum EarlyStopRule implements Choice {
    NONE,
    /** A run whose best value is worse than the median of the others' running averages stops. */
    MEDIAN,
    /** Successive halving: of each rung the best part goes on. */
    HALVING
}
