package org.quorumsgd.engine;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationBlock;
import org.quorumsgd.simulate.SimulationResult;
import org.quorumsgd.simulate.SimulationRules;
import org.quorumsgd.simulate.UniformNoise;

/** Simulations spread over a cluster. Results come in the order of the simulations, with the same bits for any partitioning. */
public final class SparkSimulations {
    /** A whole number of blocks on every processor there is. */
    private static final int CHUNK = 16;
    /** So that a slow executor is left with less. */
    private static final int TASKS_A_CORE = 4;

    private SparkSimulations() {}

    /** Begins a job, each of whose results are those of consecutive simulations. */
    public static JavaFutureAction<List<List<SimulationResult>>> begin(
            JavaSparkContext context, SimulationRules rules, UniformNoise noise, List<Simulation> simulations) {
        return begin(context, rules, noise, simulations, TASKS_A_CORE * context.defaultParallelism());
    }

    static JavaFutureAction<List<List<SimulationResult>>> begin(
            JavaSparkContext context,
            SimulationRules rules,
            UniformNoise noise,
            List<Simulation> simulations,
            int partitions) {
        int chunks = (simulations.size() + CHUNK - 1) / CHUNK;
        JavaRDD<Integer> indices =
                context.parallelize(IntStream.range(0, chunks).boxed().toList(), Math.min(chunks, partitions));
        return indices.map(new SimulateChunk(rules, noise, List.copyOf(simulations)))
                .collectAsync();
    }

    private record SimulateChunk(SimulationRules rules, UniformNoise noise, List<Simulation> simulations)
            implements Function<Integer, List<SimulationResult>> {
        @Override
        public List<SimulationResult> call(Integer chunk) {
            int from = chunk * CHUNK;
            int to = Math.min(from + CHUNK, simulations.size());
            return SimulationBlock.run(rules, noise, simulations.subList(from, to));
        }
    }
}
