package org.quorumsgd.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the driver's sum over the agents costs at the least: float vectors added in double, in agent order. */
@State(Scope.Thread)
public class CentreOfMass {
    @Param({"4", "16"})
    int agents;

    @Param("361610")
    int parameters;

    private float[][] positions = {};

    @Setup
    public void place() {
        positions = new float[agents][parameters];
        for (int i = 0; i < agents; i++) {
            Arrays.fill(positions[i], i);
        }
    }

    @Benchmark
    public double[] sum() {
        double[] sum = new double[parameters];
        for (float[] position : positions) {
            for (int j = 0; j < parameters; j++) {
                sum[j] += position[j];
            }
        }
        return sum;
    }
}
