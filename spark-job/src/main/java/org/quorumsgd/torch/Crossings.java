package org.quorumsgd.torch;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** Bytes that have crossed between host and device memory, either way. Thread-safe. */
final class Crossings {
    private final AtomicLong bytes = new AtomicLong();

    void add(long more) {
        bytes.addAndGet(more);
    }

    /** Does work whose bytes do not count, while nobody else adds any. */
    double without(DoubleSupplier work) {
        long before = bytes.get();
        double result = work.getAsDouble();
        bytes.set(before);
        return result;
    }

    /** Since this was last asked. */
    long take() {
        return bytes.getAndSet(0);
    }
}
