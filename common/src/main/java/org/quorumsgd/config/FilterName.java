package org.quorumsgd.config;

/** The dynamics of EASGD's quorum variable. */
public enum FilterName implements Choice {
    LOW_PASS,
    SECOND_ORDER,
    SATURATING
}
