package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;

/** What must hold exactly, or to the rounding of single precision. */
class CouplingIdentitiesTest {
    /** Unit roundoff of single precision: a rounded operation errs by at most this share of its result. */
    private static final double U = 0x1p-24;

    private static final int DIMENSION = 7;

    static Stream<Optimiser> optimisers() {
        return Stream.of(new Sgd(), new HeavyBall(0.9), new Nesterov(0.9));
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void qsgdOfOneAgentIsItsOptimiserBitForBit(Optimiser optimiser) {
        for (int localSteps : new int[] {1, 3}) {
            QuorumLoop coupled = Runs.loop(wavyWells(), 1, Runs.coupled(optimiser, 0.05, 7), Runs.QSGD, localSteps);
            QuorumLoop alone = Runs.loop(wavyWells(), 1, Runs.uncoupled(optimiser, 0.05), Runs.QSGD, localSteps);
            for (int t = 0; t < 300; t++) {
                assertThat(Runs.position(coupled.advance(), 0)).isEqualTo(Runs.position(alone.advance(), 0));
            }
            assertThat(coupled.quorum()).isEqualTo(alone.centre());
        }
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void gainZeroIsUncoupledBitForBit(Optimiser optimiser) {
        for (QuorumDynamics dynamics : new QuorumDynamics[] {Runs.QSGD, Runs.EASGD}) {
            QuorumLoop coupled = Runs.loop(wavyWells(), 3, Runs.coupled(optimiser, 0.05, 0), dynamics, 2);
            QuorumLoop alone = Runs.loop(wavyWells(), 3, Runs.uncoupled(optimiser, 0.05), Runs.QSGD, 2);
            for (int t = 0; t < 200; t++) {
                RoundRecord a = coupled.advance();
                RoundRecord b = alone.advance();
                for (int agent = 0; agent < 3; agent++) {
                    assertThat(Runs.position(a, agent)).isEqualTo(Runs.position(b, agent));
                }
            }
        }
    }

    /** The pull does act in these runs: without this the two identities above would hold for a pull that does nothing. */
    @Test
    void aPositiveGainChangesRunsOfSeveralAgentsAndOfOneUnderEasgd() {
        assertThat(lastPosition(2, 7, Runs.QSGD)).isNotEqualTo(lastPosition(2, 0, Runs.QSGD));
        assertThat(lastPosition(1, 7, Runs.EASGD)).isNotEqualTo(lastPosition(1, 0, Runs.EASGD));
    }

    /**
     * On a flat loss only the noise moves q + sum_i x^i, so q + sum_i x^i + eta sum of all gradients is conserved, whatever
     * alpha, stable (alpha (p + 1) < 2) or not. With M the largest coordinate met, the roundings of a round add up to at
     * most (2 + 4 alpha) u M an agent, (1 + 5 p alpha) u M for centre and quorum, and 2 p alpha u M because p alpha is
     * rounded on its own: less than 25 p u M for p = 4, alpha <= 1.7.
     */
    @ParameterizedTest
    @CsvSource({"0.01, 1", "0.05, 1", "0.3, 1", "0.45, 1", "0.9, 1", "1.7, 1", "0.05, 3", "0.9, 3"})
    void easgdOnAFlatLossConservesQuorumPlusAgents(double alpha, int localSteps) {
        int agents = 4;
        int rounds = alpha * (agents + 1) < 2 ? 1000 : 15;
        double learningRate = 0.1f;
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(5), DIMENSION, 0, 2, 1, -1, 0.7);
        QuorumLoop loop = Runs.loop(
                problem, agents, Runs.coupled(new Sgd(), learningRate, alpha / learningRate), Runs.EASGD, localSteps);
        Objective[] objectives = new Objective[agents];
        double[] total = new double[DIMENSION];
        double largest = 0;
        for (int i = 0; i < agents; i++) {
            objectives[i] = problem.open(i);
            add(total, 1, problem.start(i).position().hostValues());
        }
        add(total, 1, loop.quorum().hostValues());

        for (int t = 0; t < rounds; t++) {
            RoundRecord round = loop.advance();
            double[] now = new double[DIMENSION];
            for (int i = 0; i < agents; i++) {
                for (int local = 0; local < localSteps; local++) {
                    HeapVector gradient = HeapVector.zeros(DIMENSION);
                    objectives[i].gradient((long) t * localSteps + local, gradient, HeapVector.zeros(0), gradient);
                    add(total, -learningRate, gradient.hostValues());
                }
                largest = Math.max(largest, largest(Runs.position(round, i)));
                add(now, 1, Runs.position(round, i).hostValues());
            }
            add(now, 1, loop.quorum().hostValues());
            largest = Math.max(largest, largest((HeapVector) loop.quorum()));
            double bound = 25 * U * agents * largest * (t + 1) * localSteps;
            for (int j = 0; j < DIMENSION; j++) {
                assertThat(now[j] - total[j]).isBetween(-bound, bound);
            }
        }
        assertThat(loop.centre().squaredDistance(loop.quorum())).isGreaterThan(1e-4);
    }

    /**
     * The pulls cancel in the centre: xbar' = (1 - h) xbar - eta (mean noise). In a step at most 20 roundings of values below
     * M, the largest coordinate met, touch the difference of the two runs, which shrinks by 1 - h: |difference| <= 20 u M / h.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 2, 5, 10, 18})
    void onAQuadraticTheCentreOfQsgdIsSgdOnThePooledBatchForEveryGain(double gain) {
        int agents = 5;
        double learningRate = 0.1;
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(6), DIMENSION, 1, 2, 4, -2, 0.9);
        QuorumLoop qsgd = Runs.loop(problem, agents, Runs.coupled(new Sgd(), learningRate, gain), Runs.QSGD, 1);
        QuorumLoop sgd = Runs.loop(pooled(problem, agents), 1, Runs.uncoupled(new Sgd(), learningRate), Runs.QSGD, 1);
        double largest = 2;
        for (int t = 0; t < 1000; t++) {
            RoundRecord round = qsgd.advance();
            sgd.advance();
            for (int i = 0; i < agents; i++) {
                largest = Math.max(largest, largest(Runs.position(round, i)));
            }
            double bound = 20 * U * largest / 0.1;
            float[] centre = qsgd.centre().hostValues();
            float[] reference = sgd.centre().hostValues();
            for (int j = 0; j < DIMENSION; j++) {
                assertThat((double) centre[j] - reference[j]).isBetween(-bound, bound);
            }
        }
        assertThat(20 * U * largest / 0.1).isLessThan(1e-4);
        assertThat(sgd.centre().norm()).isGreaterThan(0.05);
    }

    /**
     * On a quadratic the common signal drops out of x^i - xbar, so with the same draws QSGD and EASGD have the same
     * deviations: not in law only, but step by step. At most 20 roundings of values below M a step, shrinking by
     * 1 - h - alpha = 0.85.
     */
    @Test
    void onAQuadraticQsgdAndEasgdHaveTheSameDeviationsFromTheirCentres() {
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(7), DIMENSION, 1, 2, 1, -2, 0.9);
        QuorumLoop qsgd = Runs.loop(problem, 4, Runs.coupled(new Sgd(), 0.1, 0.5), Runs.QSGD, 1);
        QuorumLoop easgd = Runs.loop(problem, 4, Runs.coupled(new Sgd(), 0.1, 0.5), Runs.EASGD, 1);
        double bound = 20 * U * 2 / 0.15;
        for (int t = 0; t < 500; t++) {
            RoundRecord a = qsgd.advance();
            RoundRecord b = easgd.advance();
            for (int i = 0; i < 4; i++) {
                assertThat(Math.max(largest(Runs.position(a, i)), largest(Runs.position(b, i))))
                        .isLessThan(2);
                for (int j = 0; j < DIMENSION; j++) {
                    double deviationA = (double) Runs.position(a, i).hostValues()[j]
                            - qsgd.centre().hostValues()[j];
                    double deviationB = (double) Runs.position(b, i).hostValues()[j]
                            - easgd.centre().hostValues()[j];
                    assertThat(deviationA - deviationB).isBetween(-bound, bound);
                }
            }
        }
        assertThat(qsgd.centre().squaredDistance(easgd.centre())).isGreaterThan(1e-4);
    }

    private static HeapVector lastPosition(int agents, double gain, QuorumDynamics dynamics) {
        QuorumLoop loop = Runs.loop(wavyWells(), agents, Runs.coupled(new Sgd(), 0.05, gain), dynamics, 1);
        loop.advance();
        loop.advance();
        return Runs.position(loop.advance(), 0);
    }

    /** A non-convex loss whose gradient changes with agent and step; the last parameter, agent 0's -0.0, feels none. */
    private static FunctionProblem wavyWells() {
        return new FunctionProblem(
                DIMENSION,
                agent -> new float[] {1.3f, -0.2f + agent, 0.7f, -1.1f, 0.1f * agent, 2.1f, agent == 0 ? -0f : agent},
                (agent, step, x, gradient) -> {
                    double loss = 0;
                    for (int j = 0; j < DIMENSION - 1; j++) {
                        double wave = 0.5 * Math.sin(3.0 * step + agent + j);
                        gradient[j] = (float) (x[j] * x[j] * x[j] - x[j] + wave);
                        loss += Math.pow(x[j], 4) / 4 - Math.pow(x[j], 2) / 2 + wave * x[j];
                    }
                    return loss;
                });
    }

    /** The agents' problems as one: every step takes the mean of their gradients, from the mean of their starts. */
    private static Problem pooled(Problem problem, int agents) {
        return new FunctionProblem(
                problem.dimension(),
                agent -> {
                    double[] mean = new double[problem.dimension()];
                    for (int i = 0; i < agents; i++) {
                        add(mean, 1.0 / agents, problem.start(i).position().hostValues());
                    }
                    return single(mean);
                },
                (agent, step, x, gradient) -> {
                    double[] mean = new double[problem.dimension()];
                    double loss = 0;
                    for (int i = 0; i < agents; i++) {
                        HeapVector one = HeapVector.zeros(problem.dimension());
                        loss += problem.open(i).gradient(step, HeapVector.of(x), HeapVector.zeros(0), one) / agents;
                        add(mean, 1.0 / agents, one.hostValues());
                    }
                    System.arraycopy(single(mean), 0, gradient, 0, gradient.length);
                    return loss;
                });
    }

    private static float[] single(double[] values) {
        float[] rounded = new float[values.length];
        for (int j = 0; j < values.length; j++) {
            rounded[j] = (float) values[j];
        }
        return rounded;
    }

    private static void add(double[] sum, double factor, float[] values) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * values[j];
        }
    }

    private static double largest(HeapVector x) {
        double largest = 0;
        for (float value : x.hostValues()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
