package org.quorumsgd.torch;

import java.io.Serializable;
import java.util.List;

/**
 * One array of a layer.
 *
 * @param name as Deeplearning4j calls it, such as {@code W}
 * @param shape as libtorch has it, in row-major order
 */
record BlockShape(String name, Kind kind, List<Long> shape) implements Serializable {
    enum Kind {
        /** Trained. */
        PARAMETER,
        /** A trained parameter that the penalty shrinks. */
        WEIGHT,
        /** A running statistic of batch norm. */
        STATISTIC
    }

    static BlockShape weight(String name, long... shape) {
        return new BlockShape(name, Kind.WEIGHT, boxed(shape));
    }

    static BlockShape parameter(String name, long... shape) {
        return new BlockShape(name, Kind.PARAMETER, boxed(shape));
    }

    static BlockShape statistic(String name, long... shape) {
        return new BlockShape(name, Kind.STATISTIC, boxed(shape));
    }

    private static List<Long> boxed(long[] shape) {
        return java.util.Arrays.stream(shape).boxed().toList();
    }

    boolean isStatistic() {
        return kind == Kind.STATISTIC;
    }

    int length() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    long[] extents() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
