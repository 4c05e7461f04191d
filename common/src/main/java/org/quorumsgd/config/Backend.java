package org.quorumsgd.config;

/** The library that computes losses and gradients of networks. */
public enum Backend implements Choice {
    DL4J
}
