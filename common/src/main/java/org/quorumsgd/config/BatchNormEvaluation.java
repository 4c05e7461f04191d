package org.quorumsgd.config;

/** Statistics that batch normalisation uses in evaluation. */
public enum BatchNormEvaluation implements Choice {
    /** Those of the evaluated batch. */
    BATCH,
    /** The mean of the agents' running statistics. */
    RUNNING,
    /** Those of the evaluated parameters over one pass through the training images. */
    RECALIBRATED
}
