package org.quorumsgd.config;

/** The library that computes losses and gradients of networks. */
public enum Backend implements Choice {
    /** Deeplearning4j. */
    DL4J,
    /** libtorch: presets, and TorchScripts. */
    TORCH
}
