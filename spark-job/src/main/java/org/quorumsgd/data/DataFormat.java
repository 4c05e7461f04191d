package org.quorumsgd.data;

/** The formats in which image data sets are read. */
public enum DataFormat {
    /** The UCI handwritten digits shipped with this program. */
    DIGITS,
    /** A directory of IDX files, plain or gzip, as MNIST and Fashion-MNIST come. */
    IDX,
    /** A directory of CIFAR-10's binary version. */
    CIFAR10,
    /** Parquet tables with an image and a label column. */
    PARQUET
}
