package org.quorumsgd.config;

/** Which network is trained. */
public enum ModelPreset implements Choice {
    MLP,
    LENET,
    /** Three convolutions with kernels 9, 5 and 3 and one fully connected layer (Boffi and Slotine 2020, section 6). */
    BOFFI_CNN,
    /** The network that {@code model.file} describes. */
    FILE
}
