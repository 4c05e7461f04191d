package org.quorumsgd.config;

/** What cuDNN may choose from for libtorch's convolutions on a GPU. */
public enum GpuAlgorithms implements Choice {
    /** What cuDNN says repeats its bits. */
    DETERMINISTIC,
    /** The fastest, found by trying; sums may be in another order each time. */
    FAST
}
