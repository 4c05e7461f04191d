package org.quorumsgd.config;

/** Where images and labels come from. */
public enum DataFormat implements Choice {
    /** The UCI digits shipped with the program. */
    DIGITS,
    /** The files of MNIST and Fashion-MNIST, plain or gzip. */
    IDX,
    /** The binary version of CIFAR-10. */
    CIFAR10,
    /** A table with an image and a label column. */
    PARQUET
}
