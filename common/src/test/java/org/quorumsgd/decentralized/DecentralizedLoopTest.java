package org.quorumsgd.decentralized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.ConstantServiceTimes;
import org.quorumsgd.asynchronous.Downpour;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.asynchronous.ScaledServiceTimes;
import org.quorumsgd.asynchronous.ServiceTimes;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.ensemble.AgentStaleness;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.MeasuredEdge;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.problem.RunningStatistics;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.vector.HeapVector;

/** Identities and closed forms of DASGD, on the loop itself. */
final class DecentralizedLoopTest {
    private static final double LEARNING_RATE = 0.1;
    private static final RandomStreams STREAMS = new RandomStreams(3);
    private static final AgentRules SGD = new AgentRules(new Sgd(), new ConstantSchedule(LEARNING_RATE));
    /** Equal agents that end at the same time. */
    private static final ServiceTimes LOCK_STEP = new ConstantServiceTimes();
    /** Relative rounding error of a single-precision operation. */
    private static final double FLOAT = Math.ulp(1f) / 2;

    static Stream<Arguments> optimisers() {
        return Stream.of(new Sgd(), new HeavyBall(0.9), new Nesterov(0.9))
                .flatMap(optimiser -> Stream.of(Arguments.of(optimiser, 1), Arguments.of(optimiser, 3)));
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void oneAgentIsItsOptimiserBitForBit(Optimiser optimiser, int period) {
        Problem problem = new RunningStatistics(new NoisyQuadratic(STREAMS, 33, 1, 2, 8, 1, 0));
        AgentRules rules =
                new AgentRules(optimiser, new InverseTimeSchedule(LEARNING_RATE, 0.1, 1), new GradientClip(4));
        QuorumLoop alone = new QuorumLoop(
                new LocalEnsemble(problem, 1, rules, Coupled.POSITION),
                rules,
                QuorumRules.of(new EqualGains(new ConstantSchedule(0)), new InstantMean()),
                period);
        DecentralizedLoop loop = loop(problem, Topology.allToAll(1), LinkDelays.NONE, LOCK_STEP, rules, period);
        for (int round = 0; round < 40; round++) {
            RoundRecord expected = alone.advance();
            RoundRecord actual = loop.advance();
            assertThat(actual.positions().get(0)).isEqualTo(expected.positions().get(0));
            assertThat(loop.quorum().hostValues()).isEqualTo(alone.quorum().hostValues());
            assertThat(actual.trainLoss()).isEqualTo(expected.trainLoss());
            assertThat(actual.learningRates()).isEqualTo(expected.learningRates());
            assertThat(loop.step()).isEqualTo(alone.step());
            assertThat(loop.reported()).isEqualTo(alone.reported());
        }
    }

    /** x' = x (1 - p (1 - (1 - h)^period)): all have the same model, and descend all gradients of a period at its end. */
    @ParameterizedTest
    @CsvSource({"1, 0.5, 1", "3, 0.2, 1", "4, 0.45, 1", "2, 0.3, 2", "3, 0.1, 4"})
    void inLockStepTheGradientsOfAllAreDescended(int agents, double h, int period) {
        DecentralizedLoop loop = loop(quadratic(h), Topology.allToAll(agents), LinkDelays.NONE, LOCK_STEP, SGD, period);
        double factor = 1 - agents * (1 - Math.pow(1 - h, period));
        double expected = 1;
        for (int round = 0; round < 8; round++) {
            RoundRecord record = loop.advance();
            expected *= factor;
            assertThat(loop.step()).isEqualTo((round + 1L) * period);
            for (float[] position : record.positions()) {
                assertThat((double) position[0]).isCloseTo(expected, within(30 * agents * period * FLOAT));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "5", "16"})
    void inLockStepItIsStableWhileTheStepsOfAllTogetherAre(int agents) {
        double theory = 2.0 / agents;
        assertThat(MeasuredEdge.of(
                        h -> loop(quadratic(h), Topology.allToAll(agents), LinkDelays.NONE, LOCK_STEP, SGD, 1)))
                .isCloseTo(theory, within(0.01 * theory));
    }

    /** The agent that ends last in a turn has the gradients of all. */
    @ParameterizedTest
    @CsvSource({"2, 0.7", "3, 0.4", "5, 0.3"})
    void inTurnWithoutDelayItIsAsynchronousSgdOfAServer(int agents, double h) {
        DecentralizedLoop loop = loop(quadratic(h), Topology.allToAll(agents), LinkDelays.NONE, inTurn(agents), SGD, 1);
        AsynchronousLoop server = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(quadratic(h), agents, SGD),
                SGD,
                AsynchronousRules.of(new Downpour(), LOCK_STEP),
                1);
        double[] x = new double[8 * agents + 1];
        x[0] = 1;
        for (int t = 0; t < 8 * agents; t++) {
            x[t + 1] = x[t] - h * x[Math.max(0, t - (agents - 1))];
            if ((t + 1) % agents == 0) {
                RoundRecord record = loop.advance();
                RoundRecord expected = server.advance();
                double last = record.positions().get(agents - 1)[0];
                assertThat(last).isCloseTo(x[t + 1], within(100 * (t + 1) * FLOAT));
                assertThat(last).isCloseTo(server.quorum().hostValues()[0], within(100 * (t + 1) * FLOAT));
                assertThat(asynchrony(record).lastStaleness())
                        .isEqualTo(asynchrony(expected).lastStaleness());
                assertThat(asynchrony(record).meanStaleness())
                        .isEqualTo(asynchrony(expected).meanStaleness());
            }
        }
        Asynchrony later = asynchrony(loop.advance());
        assertThat(later.lastStaleness()).containsOnly(agents - 1);
        // All are computing, and the gradients of the others since an agent last began are not in its model.
        assertThat(later.gradientsInFlight()).isEqualTo(2 * agents - 1);
        // Who ended k gradients ago lacks the last k of others: the mean of |k - l| over pairs from 0, ..., p - 1.
        assertThat(later.setDifference()).isCloseTo((agents + 1) / 3.0, within(1e-15 * agents));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1", "3, 0.6180", "5, 0.3473", "16, 0.1013"})
    void inTurnWithoutDelayItIsStableUpToTheEdgeOfTheDelay(int agents, double rounded) {
        double theory = 2 * Math.sin(Math.PI / (2 * (2 * agents - 1)));
        assertThat(theory).isCloseTo(rounded, within(1e-4));
        assertThat(MeasuredEdge.of(
                        h -> loop(quadratic(h), Topology.allToAll(agents), LinkDelays.NONE, inTurn(agents), SGD, 1)))
                .isCloseTo(theory, within(0.01 * theory));
    }

    /** At time k both have made k gradients, and know of the other's first k - 3 where they have to know of k - 1. */
    @Test
    void stalenessCountsWhatHadBeenMadeAnywhereAndWasNotInTheModel() {
        LinkDelays delay = (from, to, parcel) -> 1.5;
        DecentralizedLoop loop = loop(quadratic(0.1), Topology.ring(2), delay, LOCK_STEP, SGD, 1);
        assertThat(loop.advance().asynchrony()).isEqualTo(asynchrony(List.of(0, 1), 1, 2, 2));
        assertThat(loop.advance().asynchrony()).isEqualTo(asynchrony(List.of(1, 2), 2, 4, 4));
        for (int k = 3; k < 9; k++) {
            assertThat(loop.advance().asynchrony()).isEqualTo(asynchrony(List.of(2, 3), k, 6, 4));
        }
        DecentralizedLoop broadcastsSeldom = loop(quadratic(0.1), Topology.ring(2), LinkDelays.NONE, LOCK_STEP, SGD, 2);
        for (int k = 1; k < 5; k++) {
            assertThat(broadcastsSeldom.advance().asynchrony()).isEqualTo(asynchrony(List.of(0, 1, 1, 2), 2 * k, 3, 0));
        }
    }

    static Stream<Arguments> exchanges() {
        return Stream.of(
                        Topology.allToAll(6),
                        Topology.ring(6),
                        Topology.torus(2, 3),
                        Topology.randomRegular(6, 3, STREAMS))
                .flatMap(topology -> Stream.of(Arguments.of(topology, 1), Arguments.of(topology, 3)));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void onceAllHaveReceivedAllModelsOfSgdAgreeOnTheSumOfAllGradients(Topology topology, int period) {
        Finite problem = new Finite(6, 30);
        DecentralizedLoop loop = loop(problem, topology, new Sgd(), period);
        for (int round = 0; round < 100 / period; round++) {
            loop.advance();
        }
        for (float[] position : loop.advance().positions()) {
            assertSum(position, problem, LEARNING_RATE);
        }
    }

    /**
     * What a gradient changes under momentum grows after its arrival, so agents that have all received all still disagree by what
     * their velocities hold. The optimiser is linear: where nothing new comes that dies out, and each gradient has counted
     * eta / (1 - delta) whenever it came.
     */
    @ParameterizedTest
    @MethodSource("exchanges")
    void onceAllHaveReceivedAllModelsWithMomentumStillDisagree(Topology topology, int period) {
        for (Optimiser optimiser : List.of(new HeavyBall(0.9), new Nesterov(0.9))) {
            Finite problem = new Finite(6, 30);
            DecentralizedLoop sgd = loop(new Finite(6, 30), topology, new Sgd(), period);
            DecentralizedLoop loop = loop(problem, topology, optimiser, period);
            boolean received = false;
            for (int round = 0; !received && round < 150; round++) {
                double spread = spread(loop);
                received = spread(sgd) < 1e-5; // on the same clock
                if (received) {
                    assertThat(spread).isGreaterThan(100 * 1e-5);
                }
            }
            assertThat(received).isTrue();
            for (int round = 0; round < 200 / period; round++) {
                loop.advance();
            }
            for (float[] position : loop.advance().positions()) {
                assertSum(position, problem, LEARNING_RATE / 0.1);
            }
        }
    }

    private static double spread(DecentralizedLoop loop) {
        return Math.sqrt(loop.advance().synchronization().spread());
    }

    @Test
    void factorsOfTheLearningRateAreTheReceivers() {
        Problem slope = new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = -1;
            return -x[0];
        });
        DecentralizedLoop loop = new DecentralizedLoop(
                new LocalAsynchronousEnsemble(slope, 2, DecentralizedLoop.works(SGD)),
                SGD,
                new DecentralizedRules(
                        Topology.ring(2), LinkDelays.NONE, LOCK_STEP, List.of(1.0, 3.0), Reporting.QUORUM),
                1);
        RoundRecord record = loop.advance();
        assertThat(record.learningRates()).containsExactly(0.1, 0.1 * 3);
        assertThat(record.positions().get(0)[0]).isCloseTo(0.2f, within(1e-6f));
        assertThat(record.positions().get(1)[0]).isCloseTo(0.6f, within(1e-6f));
    }

    /** In a round of p = 2 gradients the centre of mass moves by 2 x 0.1. */
    @Test
    void theReportedVectorIsTheMeanOfTheAgentsOrItsAverageOverTheRounds() {
        Problem slope = new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = -1;
            return -x[0];
        });
        Reporting mean =
                new Reporting(Reporting.Source.QUORUM, new PolyakAveraging(), 0, Reporting.Statistics.MEAN_OF_AGENTS);
        DecentralizedLoop loop = new DecentralizedLoop(
                new LocalAsynchronousEnsemble(slope, 2, DecentralizedLoop.works(SGD)),
                SGD,
                new DecentralizedRules(Topology.ring(2), LinkDelays.NONE, LOCK_STEP, List.of(), mean),
                1);
        loop.advance();
        loop.advance();
        assertThat(loop.quorum().hostValues()[0]).isCloseTo(0.4f, within(1e-6f));
        assertThat(loop.reported().parameters().hostValues()[0]).isCloseTo(0.2f, within(1e-6f));
        assertThat(loop.evaluate(Split.TEST).meanLoss()).isCloseTo(-0.2, within(1e-6));
    }

    @Test
    void aWorkThatTakesNoTimeEndsInTheInstantInWhichItBegan() {
        ServiceTimes times = (agent, work) -> agent == 0 && work % 3 != 0 ? 0 : 1;
        DecentralizedLoop loop = loop(quadratic(0.05), Topology.ring(3), LinkDelays.NONE, times, SGD, 1);
        for (int round = 0; round < 20; round++) {
            loop.advance();
        }
        assertThat(loop.quorum().norm()).isBetween(0.0, 0.2);
    }

    @Test
    void aDivergenceNamesRoundAgentAndStepAndLeavesTheLastGoodRound() {
        Problem breaking = new FunctionProblem(1, agent -> new float[] {1}, (agent, step, x, gradient) -> {
            gradient[0] = agent == 1 && step == 2 ? Float.NaN : x[0];
            return x[0];
        });
        DecentralizedLoop loop = loop(breaking, Topology.ring(3), LinkDelays.NONE, LOCK_STEP, SGD, 1);
        loop.advance();
        loop.advance();
        HeapVector good = HeapVector.of(loop.quorum().hostValues());
        assertThatThrownBy(loop::advance)
                .isInstanceOf(DivergedException.class)
                .hasMessage("Diverged in round 3, agent 1, step 3: gradient norm (not finite in x) is NaN");
        assertThat(loop.quorum()).isEqualTo(good);
        assertThat(loop.rounds()).isEqualTo(2);
        DecentralizedLoop growing = loop(quadratic(1e20), Topology.ring(3), LinkDelays.NONE, LOCK_STEP, SGD, 1);
        assertThatThrownBy(() -> {
                    for (int round = 0; round < 4; round++) {
                        growing.advance();
                    }
                })
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching("Diverged in round \\d, agent \\d, step \\d: .* is (Infinity|NaN).*");
        assertThat(growing.quorum().norm()).isFinite();
    }

    /** Agents whose gradients are random up to some step and 0 after; adds up those that it gave. */
    private record Finite(int agents, int steps, double[] sum) {
        private Finite(int agents, int steps) {
            this(agents, steps, new double[2]);
        }

        private Problem problem() {
            return new FunctionProblem(2, agent -> new float[] {1, -2}, (agent, step, x, gradient) -> {
                for (int j = 0; j < 2 && step < steps; j++) {
                    double noise =
                            STREAMS.stream(Purpose.NOISE, agent, 2 * step + j).nextDouble() - 0.5;
                    gradient[j] = (float) (0.3 * x[j] + noise);
                    sum[j] += gradient[j];
                }
                return 0;
            });
        }
    }

    private static DecentralizedLoop loop(Finite finite, Topology topology, Optimiser optimiser, int period) {
        ServiceTimes times =
                new ScaledServiceTimes(new ExponentialServiceTimes(STREAMS), List.of(1.0, 1.0, 1.5, 1.0, 0.5, 1.0));
        LinkDelays delays = new DrawnLinkDelays(6, new ExponentialServiceTimes(STREAMS, Purpose.LINK), 2, List.of());
        AgentRules rules = new AgentRules(optimiser, new ConstantSchedule(LEARNING_RATE));
        return loop(finite.problem(), topology, delays, times, rules, period);
    }

    private static void assertSum(float[] position, Finite problem, double step) {
        double[] start = {1, -2};
        for (int j = 0; j < 2; j++) {
            // As many roundings as gradients, of numbers up to 10.
            assertThat((double) position[j])
                    .isCloseTo(start[j] - step * problem.sum[j], within(10 * 6 * 30 * 4 * FLOAT));
        }
    }

    /** Of two agents in lock-step. */
    private static Asynchrony asynchrony(
            List<Integer> stalenesses, double time, double gradientsInFlight, double setDifference) {
        List<AgentStaleness> gradients = IntStream.range(0, stalenesses.size())
                .mapToObj(turn -> new AgentStaleness(turn % 2, stalenesses.get(turn)))
                .toList();
        List<Integer> last = stalenesses.subList(stalenesses.size() - 2, stalenesses.size());
        return new Asynchrony(last, gradients, time, gradientsInFlight, setDifference, null);
    }

    private static Asynchrony asynchrony(RoundRecord record) {
        return Objects.requireNonNull(record.asynchrony());
    }

    /** Agents that end one after the other, a p-th of their time apart. */
    private static ServiceTimes inTurn(int agents) {
        return (agent, work) -> work == 0 ? (agent + 1.0) / agents : 1;
    }

    private static DecentralizedLoop loop(
            Problem problem, Topology topology, LinkDelays delays, ServiceTimes times, AgentRules rules, int period) {
        return new DecentralizedLoop(
                new LocalAsynchronousEnsemble(problem, topology.agents(), DecentralizedLoop.works(rules)),
                rules,
                DecentralizedRules.of(topology, delays, times),
                period);
    }

    /** Noise-free, all agents beginning at 1. */
    private static FunctionProblem quadratic(double h) {
        double curvature = h / LEARNING_RATE;
        return new FunctionProblem(1, agent -> new float[] {1}, (agent, step, x, gradient) -> {
            gradient[0] = (float) (curvature * x[0]);
            return curvature / 2 * x[0] * x[0];
        });
    }
}
