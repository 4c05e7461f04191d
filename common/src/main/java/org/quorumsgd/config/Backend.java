package org.quorumsgd.config;

/** The library that computes losses and gradients of networks. */
public enum Backend implements Choice {
    /** Deeplearning4j. */
    DL4J,
    /** libtorch, for the presets alone. */
    TORCH
}
