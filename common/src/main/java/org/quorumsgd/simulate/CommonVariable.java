package org.quorumsgd.simulate;

/** What agents are pulled to. */
public enum CommonVariable {
    /** QSGD: the centre of mass. */
    CENTRE,
    /** EASGD: its low-pass filter, q' = q + p eta k (xbar - q). */
    LOW_PASS
}
