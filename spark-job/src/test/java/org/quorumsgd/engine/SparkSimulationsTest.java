package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.simulate.CommonVariable;
import org.quorumsgd.simulate.DoubleWell;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationBlock;
import org.quorumsgd.simulate.SimulationResult;
import org.quorumsgd.simulate.SimulationRules;
import org.quorumsgd.simulate.UniformNoise;
import org.quorumsgd.simulate.WavyDoubleWell;

final class SparkSimulationsTest {
    private static final SimulationRules RULES = new SimulationRules(
            new WavyDoubleWell(0.02, DoubleWell.DEFAULT, 2.4, 20, 1.2, 35),
            50,
            CommonVariable.CENTRE,
            new ConstantSchedule(0.01),
            0,
            12,
            3,
            500,
            100);
    private static final UniformNoise NOISE = new UniformNoise(new RandomStreams(1));

    @Test
    void simulationsHaveTheSameBitsInTheSameOrderForEveryPartitioning() throws Exception {
        List<Simulation> simulations = new ArrayList<>();
        for (double gain : new double[] {0, 1, 10, 80}) {
            for (int index = 0; index < 30; index++) {
                simulations.add(new Simulation(gain, index));
            }
        }
        List<SimulationResult> expected = SimulationBlock.run(RULES, NOISE, simulations);
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            for (int partitions : new int[] {1, 2, 7}) {
                List<SimulationResult> results =
                        SparkSimulations.begin(context, RULES, NOISE, simulations, partitions).get().stream()
                                .flatMap(List::stream)
                                .toList();
                assertThat(results).hasSameSizeAs(expected);
                for (int i = 0; i < results.size(); i++) {
                    assertThat(results.get(i).simulation()).isEqualTo(simulations.get(i));
                    assertThat(results.get(i).positions())
                            .isEqualTo(expected.get(i).positions());
                    assertThat(results.get(i).quorum())
                            .isEqualTo(expected.get(i).quorum());
                    assertThat(results.get(i).losses())
                            .isEqualTo(expected.get(i).losses());
                    assertThat(results.get(i).spreads())
                            .isEqualTo(expected.get(i).spreads());
                }
            }
        }
    }
}
