package org.quorumsgd.config;

/** How the reported model is averaged over the rounds. */
public enum AverageName implements Choice {
    NONE,
    EXPONENTIAL,
    POLYAK
}
