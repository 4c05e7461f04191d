package org.quorumsgd.config;

/** Which training images an agent draws from. */
public enum Assignment implements Choice {
    /** Each agent draws from its own part. */
    PARTITION,
    /** Every agent draws from all images. */
    REPLICATE
}
