package org.quorumsgd.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** What the driver makes of the agents' positions in every round. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Fold {
    @Param({"4", "16", "64"})
    int agents;

    @Param("361610")
    int n;

    private final List<float[]> positions = new ArrayList<>();
    private List<HeapVector> vectors = List.of();
    private Vector centre = HeapVector.zeros(0);

    @Setup
    public void place() {
        for (int i = 0; i < agents; i++) {
            float[] position = new float[n];
            Arrays.fill(position, i);
            positions.add(position);
        }
        vectors = positions.stream().map(HeapVector::owning).toList();
        centre = CentreOfMass.of(positions);
    }

    @Benchmark
    public Vector centreOfMass(Traffic traffic) {
        traffic.floats(agents + 1, n);
        return CentreOfMass.of(positions);
    }

    @Benchmark
    public Synchronization synchronization(Traffic traffic) {
        traffic.floats(agents + 2, n);
        return Synchronization.of(vectors, centre, centre);
    }
}
