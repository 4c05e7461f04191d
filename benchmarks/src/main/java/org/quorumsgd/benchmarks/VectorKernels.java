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
import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * Arithmetic on parameter vectors beside a plain copy of the same length: the two sizes of n are a network's parameters, which
 * stay in a cache, and vectors that only memory holds. An optimiser's step counts what its formula reads and writes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VectorKernels {
    private static final Optimiser SGD = new Sgd();
    private static final Optimiser HEAVY_BALL = new HeavyBall(0.9);
    private static final Optimiser NESTEROV = new Nesterov(0.9);
    private static final double RATE = 1e-6;

    @Param({"361610", "16777216"})
    int n;

    private float[] source = {};
    private float[] target = {};
    private Vector x = HeapVector.zeros(0);
    private Vector v = HeapVector.zeros(0);
    private Vector g = HeapVector.zeros(0);

    @Setup
    public void fill() {
        source = values(1);
        target = values(2);
        x = HeapVector.owning(values(3));
        v = HeapVector.owning(values(4));
        g = HeapVector.owning(values(5));
    }

    private float[] values(int phase) {
        float[] values = new float[n];
        for (int j = 0; j < n; j++) {
            values[j] = (float) Math.sin(j + phase);
        }
        return values;
    }

    @Benchmark
    public float[] streamCopy(Traffic traffic) {
        System.arraycopy(source, 0, target, 0, n);
        traffic.floats(2, n);
        return target;
    }

    @Benchmark
    public Vector axpy(Traffic traffic) {
        x.axpy(1e-6f, g);
        traffic.floats(3, n);
        return x;
    }

    @Benchmark
    public double norm(Traffic traffic) {
        traffic.floats(1, n);
        return x.norm();
    }

    @Benchmark
    public double squaredDistance(Traffic traffic) {
        traffic.floats(2, n);
        return x.squaredDistance(v);
    }

    @Benchmark
    public Vector elasticPull(Traffic traffic) {
        ElasticPull.apply(x, v, 1e-6);
        traffic.floats(3, n);
        return x;
    }

    @Benchmark
    public Vector sgdStep(Traffic traffic) {
        SGD.step(x, v, g, RATE);
        traffic.floats(3, n);
        return x;
    }

    @Benchmark
    public Vector heavyBallStep(Traffic traffic) {
        HEAVY_BALL.step(x, v, g, RATE);
        traffic.floats(5, n);
        return x;
    }

    /** The step at the look-ahead point, which is another new vector. */
    @Benchmark
    public Vector nesterovPointAndStep(Traffic traffic) {
        Vector point = NESTEROV.gradientPoint(x, v);
        NESTEROV.step(x, v, g, RATE);
        traffic.floats(8, n);
        return point;
    }
}
