package org.quorumsgd.cli;

import java.lang.management.ManagementFactory;

/** What of this JVM's heap is still in use once everything that can go is gone. */
final class LiveHeap {
    private static final int COLLECTIONS = 3;
    /** Spark's cleaner follows the collector in a thread of its own. */
    private static final long MILLIS_FOR_THE_CLEANER = 500;

    private LiveHeap() {}

    static long bytes() {
        try {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                Thread.sleep(MILLIS_FOR_THE_CLEANER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
