package org.quorumsgd.config;

/** By what the runs of a batch are held against each other before their end; smaller is better. */
public enum EarlyStopMeasure implements Choice {
    VALIDATION_LOSS,
    VALIDATION_ERROR
}
