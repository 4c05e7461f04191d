package org.quorumsgd.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.quorumsgd.data.BatchSampler;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/** The positions of minibatch after minibatch, a new permutation each epoch included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Sampling {
    private static final int BATCH_SIZE = 128;

    @Param({"15000", "60000"})
    int images;

    private final RandomStreams streams = new RandomStreams(1);
    private BatchSampler sampler = sampler(1);
    private long step;

    @Setup
    public void prepare() {
        sampler = sampler(images);
    }

    private BatchSampler sampler(int size) {
        return new BatchSampler(size, BATCH_SIZE, epoch -> streams.stream(Purpose.SAMPLING, 0, epoch));
    }

    @Benchmark
    public int[] batch() {
        return sampler.batch(step++);
    }
}
