package org.quorumsgd.agent;

/** Held-out data on which models are judged. */
public enum Split {
    VALIDATION,
    TEST
}
