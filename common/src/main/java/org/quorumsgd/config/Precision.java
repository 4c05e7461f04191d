package org.quorumsgd.config;

/** Numbers that the layers of a network multiply. Parameters, losses and updates are of single precision in either case. */
public enum Precision implements Choice {
    /** Single precision. */
    FLOAT32,
    /** The exponent of single precision with 8 bits of mantissa, the hidden one among them. */
    BFLOAT16
}
