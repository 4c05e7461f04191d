package org.quorumsgd.data;

/** Which training rows an agent holds. */
public enum Assignment {
    /** Each agent has its own part; the parts are disjoint and differ in size by at most one row. */
    PARTITION,
    /** Each agent has all training rows. */
    REPLICATE
}
