package org.quorumsgd.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Bytes that a kernel must read and write at the least, each array once; with times in nanoseconds, a rate in GB/s. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Traffic {
    public long bytes;

    void floats(int arrays, int length) {
        bytes += (long) arrays * length * Float.BYTES;
    }
}
