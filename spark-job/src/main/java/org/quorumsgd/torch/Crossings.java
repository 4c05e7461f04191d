package org.quorumsgd.torch;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that have crossed between host and device memory, either way. Thread-safe. */
final class Crossings {
    private final AtomicLong bytes = new AtomicLong();

    void add(long more) {
        bytes.addAndGet(more);
    }

    /** Since this was last asked. */
    long take() {
        return bytes.getAndSet(0);
    }
}
