package org.quorumsgd.config;

/** Which statistics batch normalisation uses outside training. */
public enum BatchNormEvaluation implements Choice {
    /** Those of the evaluated batch, as Boffi and Slotine did. */
    BATCH,
    /** The running averages of training. */
    RUNNING
}
