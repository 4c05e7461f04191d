package org.quorumsgd.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.simulate.CommonVariable;
import org.quorumsgd.simulate.DoubleWell;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationBlock;
import org.quorumsgd.simulate.SimulationRules;
import org.quorumsgd.simulate.UniformNoise;
import org.quorumsgd.simulate.WavyDoubleWell;

/** What is measured side by side solves the same problem. */
final class NumpyPeerTest {
    private static final int SIMULATIONS = 240;
    private static final int STEPS = 4000;

    /**
     * Other random numbers, so that the mean spreads differ. A spread of 50 agents varies by sqrt(2 / 49) = 0.2 of itself, by up to
     * 0.4 where they are in two wells; the ratio of the means of 240 therefore by 0.02 to 0.04.
     */
    @Test
    void spreadsOfNumpyAreOurs() throws IOException {
        Process process = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("..", "benchmarks/numpy/simulate.py").toString(),
                        "--spreads")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(lines).hasSize(6);
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            double gain = Double.parseDouble(words[0]);
            assertThat(Double.parseDouble(words[1]) / spread(gain))
                    .as("gain %s", gain)
                    .isCloseTo(1, within(0.2));
        }
    }

    private static double spread(double gain) {
        SimulationRules rules = new SimulationRules(
                new WavyDoubleWell(0.02, DoubleWell.DEFAULT, 2.4, 20, 1.2, 35),
                50,
                CommonVariable.CENTRE,
                new ConstantSchedule(0.01),
                0,
                12,
                3,
                STEPS,
                STEPS);
        List<Simulation> simulations = IntStream.range(0, SIMULATIONS)
                .mapToObj(index -> new Simulation(gain, index))
                .toList();
        return SimulationBlock.run(rules, new UniformNoise(new RandomStreams(1)), simulations).stream()
                .mapToDouble(result -> result.spreads()[1])
                .average()
                .orElseThrow();
    }
}
