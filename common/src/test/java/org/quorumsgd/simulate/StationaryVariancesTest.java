package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.theory.QuadraticTheory;

/**
 * The closed forms of the stationary variances on f = a x^2 / 2, each with 2e9 updates of agents. 2,048 simulations of p = 4
 * agents run 250,000 steps; every 10 steps the quorum's loss gives q^2, and the spread the dispersion.
 *
 * <p>The standard error is taken from the simulations themselves: each one's time average is one number, and 2,048 of them are
 * independent, whatever the correlation in time. Four of them are exceeded by chance with 6e-5 for each of the six numbers; the
 * seed is fixed, so that the test repeats.
 */
final class StationaryVariancesTest {
    private static final int SIMULATIONS = 2048;
    private static final int AGENTS = 4;
    private static final int STEPS = 250_000;
    private static final int EVERY = 10;
    /** More than 20 relaxation times 1 / h, momentum's included. */
    private static final int BURN_IN = 1000;

    private static final double CURVATURE = 1;
    private static final double LEARNING_RATE = 0.1;
    private static final double GAIN = 0.5;
    /** Of variance 2 / 8, as in the regression numbers of the theory's tests. */
    private static final double HALF_WIDTH = Math.sqrt(3 * 2 / 8.0);

    private final QuadraticTheory theory = new QuadraticTheory(CURVATURE, LEARNING_RATE, GAIN, AGENTS, 8, 2);

    @Test
    void qsgd() {
        List<SimulationResult> results = run(CommonVariable.CENTRE, 0);
        agrees(results, StationaryVariancesTest::quorumSquare, theory.qsgdCentreVariance());
        agrees(results, StationaryVariancesTest::spread, theory.dispersion());
    }

    @Test
    void easgd() {
        List<SimulationResult> results = run(CommonVariable.LOW_PASS, 0);
        agrees(results, StationaryVariancesTest::quorumSquare, theory.easgdQuorumVariance());
        agrees(results, StationaryVariancesTest::spread, theory.dispersion());
    }

    @Test
    void qsgdWithMomentum() {
        List<SimulationResult> results = run(CommonVariable.CENTRE, 0.9);
        agrees(results, StationaryVariancesTest::quorumSquare, theory.nesterovCentreVariance(0.9));
        agrees(results, StationaryVariancesTest::spread, theory.nesterovDispersion(0.9));
    }

    private static List<SimulationResult> run(CommonVariable common, double momentum) {
        SimulationRules rules = new SimulationRules(
                new QuadraticLoss(1, CURVATURE),
                AGENTS,
                common,
                new ConstantSchedule(LEARNING_RATE),
                momentum,
                HALF_WIDTH,
                0.1,
                STEPS,
                EVERY);
        return SimulationBlock.run(
                rules, new UniformNoise(new RandomStreams(5)), PaperModels.simulations(GAIN, SIMULATIONS));
    }

    private static double quorumSquare(SimulationResult result) {
        return 2 / CURVATURE * mean(result.losses());
    }

    private static double spread(SimulationResult result) {
        return mean(result.spreads());
    }

    private static double mean(double[] curve) {
        return IntStream.range(BURN_IN / EVERY, curve.length)
                .mapToDouble(i -> curve[i])
                .average()
                .orElseThrow();
    }

    private static void agrees(
            List<SimulationResult> results, ToDoubleFunction<SimulationResult> measure, double expected) {
        double[] values = results.stream().mapToDouble(measure).toArray();
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double square = 0;
        for (double value : values) {
            square += (value - mean) * (value - mean);
        }
        double standardError = Math.sqrt(square / (values.length - 1) / values.length);
        assertThat(mean).isCloseTo(expected, within(4 * standardError));
        assertThat(mean / expected).isCloseTo(1, within(1e-3));
    }
}
