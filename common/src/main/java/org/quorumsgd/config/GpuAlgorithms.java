package org.quorumsgd.config;

/** What libtorch may choose from on a GPU. */
public enum GpuAlgorithms implements Choice {
    /** Algorithms that repeat their bits. */
    DETERMINISTIC,
    /** The fastest, found by trying; sums may be in another order each time. */
    FAST
}
