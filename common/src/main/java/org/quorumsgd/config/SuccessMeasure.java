package org.quorumsgd.config;

/** By what an agent's success is measured; smaller is better. */
public enum SuccessMeasure implements Choice {
    VALIDATION_LOSS,
    VALIDATION_ERROR,
    TRAIN_LOSS
}
