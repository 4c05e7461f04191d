package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.quorumsgd.random.RandomStreams;

/**
 * Each statistic is one draw with a fixed seed from a law that is known if draws are uniform and independent. |z| &lt; 5.6 fails by
 * chance with 2e-8; with 23 of them and the chi-squared test at 1e-7 the class has a false-alarm rate below 6e-7.
 */
final class UniformNoiseTest {
    private static final double LARGEST_Z = 5.6;
    private static final int SIMULATIONS = 64;
    private static final int STEPS = 500;
    private static final int ROWS = 128;

    private final UniformNoise noise = new UniformNoise(new RandomStreams(3));
    /** Of each simulation, step and row. */
    private final float[][][] draws = draws();

    @Test
    void lanesDrawWhatTheScalarFormulaSays() {
        int[] high = new int[Lanes.COUNT];
        int[] low = new int[Lanes.COUNT];
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            long key = noise.simulationKey(10 + lane);
            high[lane] = UniformNoise.high(key);
            low[lane] = UniformNoise.low(key);
        }
        float[] y = new float[100 * Lanes.COUNT];
        UniformNoise.add(high, low, noise.stepKey(77), 1, y);
        for (int row = 0; row < 100; row++) {
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                assertThat(y[row * Lanes.COUNT + lane]).isEqualTo(noise.draw(10 + lane, 77, row));
            }
        }
    }

    /** Of U[-1, 1]: mean 0, variance 1/3, E u^4 = 1/5, so u^2 has variance 1/5 - 1/9 and u^3 has 1/7. */
    @Test
    void momentsAreThoseOfTheUniformDistribution() {
        assertThat(z(draws, (s, t, r) -> draws[s][t][r], 1.0 / 3)).isBetween(-LARGEST_Z, LARGEST_Z);
        assertThat(z(draws, (s, t, r) -> square(draws[s][t][r]) - 1.0 / 3, 1.0 / 5 - 1.0 / 9))
                .isBetween(-LARGEST_Z, LARGEST_Z);
        assertThat(z(draws, (s, t, r) -> square(draws[s][t][r]) * draws[s][t][r], 1.0 / 7))
                .isBetween(-LARGEST_Z, LARGEST_Z);
    }

    /** Products of draws and of squared draws: neighbours in row, step, simulation, at lags 1, 2, 4, 16. */
    @Test
    void neighboursAreNotCorrelated() {
        for (int lag : new int[] {1, 2, 4}) {
            Term row = (s, t, r) -> draws[s][t][(r + lag) % ROWS];
            Term step = (s, t, r) -> draws[s][(t + lag) % STEPS][r];
            Term simulation = (s, t, r) -> draws[(s + lag) % SIMULATIONS][t][r];
            for (Term other : new Term[] {row, step, simulation}) {
                assertThat(z(draws, (s, t, r) -> draws[s][t][r] * other.at(s, t, r), 1.0 / 9))
                        .isBetween(-LARGEST_Z, LARGEST_Z);
                double variance = 1.0 / 5 - 1.0 / 9;
                assertThat(z(
                                draws,
                                (s, t, r) -> (square(draws[s][t][r]) - 1.0 / 3) * (square(other.at(s, t, r)) - 1.0 / 3),
                                variance * variance))
                        .isBetween(-LARGEST_Z, LARGEST_Z);
            }
        }
    }

    /** The mean over rows is what the centre of mass feels: its variance is 1 / (3 rows), its square has kurtosis nearly 3. */
    @Test
    void meansOverAgentsVaryAsMuchAsOfIndependentDraws() {
        double sum = 0;
        for (float[][] ofSimulation : draws) {
            for (float[] ofStep : ofSimulation) {
                double mean = 0;
                for (float draw : ofStep) {
                    mean += draw;
                }
                sum += 3 * mean * mean / ROWS - 1;
            }
        }
        double count = (double) SIMULATIONS * STEPS;
        assertThat(sum / Math.sqrt(2 * count)).isBetween(-LARGEST_Z, LARGEST_Z);
    }

    @Test
    void drawsFillAThousandBinsEvenly() {
        int bins = 1000;
        long[] counts = new long[bins];
        for (float[][] ofSimulation : draws) {
            for (float[] ofStep : ofSimulation) {
                for (float draw : ofStep) {
                    counts[(int) Math.min(bins - 1, (draw + 1) / 2 * bins)]++;
                }
            }
        }
        double expected = (double) SIMULATIONS * STEPS * ROWS / bins;
        double chiSquared = 0;
        for (long count : counts) {
            chiSquared += (count - expected) * (count - expected) / expected;
        }
        double probability = new ChiSquaredDistribution(bins - 1).cumulativeProbability(chiSquared);
        assertThat(probability).isBetween(5e-8, 1 - 5e-8);
    }

    @FunctionalInterface
    private interface Term {
        double at(int simulation, int step, int row);
    }

    /** The sum of terms of mean 0 in units of its standard deviation. */
    private static double z(float[][][] draws, Term term, double variance) {
        double sum = 0;
        long count = 0;
        for (int s = 0; s < draws.length; s++) {
            for (int t = 0; t < STEPS; t++) {
                for (int r = 0; r < ROWS; r++) {
                    sum += term.at(s, t, r);
                    count++;
                }
            }
        }
        return sum / Math.sqrt(count * variance);
    }

    private float[][][] draws() {
        float[][][] all = new float[SIMULATIONS][STEPS][ROWS];
        for (int s = 0; s < SIMULATIONS; s++) {
            for (int t = 0; t < STEPS; t++) {
                for (int r = 0; r < ROWS; r++) {
                    all[s][t][r] = noise.draw(s, t, r);
                }
            }
        }
        return all;
    }

    private static double square(double x) {
        return x * x;
    }
}
