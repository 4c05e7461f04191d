package org.quorumsgd.asynchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.MeasuredEdge;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.theory.InTurnEdge;
import org.quorumsgd.vector.HeapVector;

/** Identities and closed forms of the rules, on the loop itself. In turn: service times are constant and equal. */
final class CommitRulesTest {
    private static final double LEARNING_RATE = 0.1;
    private static final ServiceTimes IN_TURN = new ConstantServiceTimes();
    /** Relative rounding error of a single-precision operation. */
    private static final double FLOAT = Math.ulp(1f) / 2;

    static Stream<Arguments> rulesWithoutEffectOnOneAgent() {
        return Stream.of(
                        new Downpour(),
                        new DynSgd(),
                        new StalenessAware(),
                        new WorstCaseStaleness(),
                        new AdaptiveDamping(1e-4),
                        qsgd(1, 0.4))
                .flatMap(rule -> Stream.of(
                        Arguments.of(rule, new Sgd(), 1),
                        Arguments.of(rule, new Nesterov(0.9), 1),
                        Arguments.of(rule, new Nesterov(0.9), 3)));
    }

    @ParameterizedTest
    @MethodSource("rulesWithoutEffectOnOneAgent")
    void oneAgentIsItsOptimiserBitForBit(CommitRule rule, Optimiser optimiser, int localSteps) {
        assertThat(oneAgent(rule, optimiser, localSteps)).isEqualTo(alone(optimiser, localSteps));
    }

    @Test
    void oneNormalizedAgentThatCommitsEveryStepIsItsOptimiserBitForBit() {
        assertThat(oneAgent(new NormalizedDownpour(), new Sgd(), 1)).isEqualTo(alone(new Sgd(), 1));
        assertThat(oneAgent(new NormalizedDownpour(), new Sgd(), 2)).isNotEqualTo(alone(new Sgd(), 2));
    }

    /** x' = x (1 + ((1 - h)^lambda - 1) / lambda). */
    @ParameterizedTest
    @CsvSource({"0.5, 2", "0.3, 5", "1.2, 4"})
    void oneNormalizedAgentShrinksByItsClosedForm(double h, int localSteps) {
        AsynchronousLoop loop = loop(quadratic(h, 0), 1, new NormalizedDownpour(), IN_TURN, localSteps);
        double factor = 1 + (Math.pow(1 - h, localSteps) - 1) / localSteps;
        double expected = 1;
        for (int round = 0; round < 5; round++) {
            loop.advance();
            expected *= factor;
            // A few roundings a local step, each of a number up to 1.
            assertThat(centre(loop)).isCloseTo(expected, within(30 * localSteps * FLOAT));
        }
    }

    /** x_{t+1} = x_t - h x_{t-(p-1)}, all agents having pulled x_0 at the beginning. */
    @ParameterizedTest
    @CsvSource({"2, 0.7", "3, 0.4", "5, 0.3"})
    void inTurnTheCentreFollowsTheEquationWithDelay(int agents, double h) {
        AsynchronousLoop loop = loop(quadratic(h, 0), agents, new Downpour(), IN_TURN, 1);
        double[] x = new double[8 * agents + 1];
        x[0] = 1;
        for (int t = 0; t < 8 * agents; t++) {
            x[t + 1] = x[t] - h * x[Math.max(0, t - (agents - 1))];
            if ((t + 1) % agents == 0) {
                loop.advance();
                assertThat(centre(loop)).isCloseTo(x[t + 1], within(100 * (t + 1) * FLOAT));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1", "3, 0.6180", "5, 0.3473", "16, 0.1013"})
    void downpourInTurnIsStableUpToTheEdgeOfTheDelay(int agents, double rounded) {
        double theory = new InTurnEdge(agents).downpour();
        assertThat(theory).isCloseTo(rounded, within(1e-4));
        assertThat(MeasuredEdge.of(h -> loop(quadratic(h, 0), agents, new Downpour(), IN_TURN, 1)))
                .isCloseTo(theory, within(0.01 * theory));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "5", "16"})
    void scaledByStalenessTheEdgeStaysBetweenTwoAndHalfPi(int agents) {
        double theory = new InTurnEdge(agents).dynSgd();
        assertThat(theory).isBetween(Math.PI / 2, 2.0 + 1e-12);
        for (CommitRule rule : List.of(new DynSgd(), new WorstCaseStaleness())) {
            assertThat(MeasuredEdge.of(h -> loop(quadratic(h, 0), agents, rule, IN_TURN, 1)))
                    .isCloseTo(theory, within(0.01 * theory));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 16})
    void stalenessAwareRatesDivideByOneLessThanTheAgents(int agents) {
        double theory = new InTurnEdge(agents).stalenessAware();
        assertThat(MeasuredEdge.of(h -> loop(quadratic(h, 0), agents, new StalenessAware(), IN_TURN, 1)))
                .isCloseTo(theory, within(0.01 * theory));
    }

    /** x_t = prod_{s=1}^t (1 - h / s), which is the central binomial coefficient over 4^t for h = 1/2: it falls as 1 / sqrt(pi t). */
    @Test
    void oneAgentOfDecayingRatesFallsAsAPowerOfTime() {
        AsynchronousLoop loop = loop(quadratic(0.5, 0), 1, new DecayingWorstCase(), IN_TURN, 1);
        int commits = 5000;
        for (int commit = 0; commit < commits; commit++) {
            loop.advance();
        }
        double theory = (1 - 1 / (8.0 * commits)) / Math.sqrt(Math.PI * commits);
        // Each commit rounds twice, of numbers near x_t / t and x_t.
        assertThat(centre(loop)).isCloseTo(theory, within(commits * 2 * FLOAT * theory));
    }

    /** Steps shrink below the edge of any delay in the end; a fixed rate of the same size grows at once. */
    @ParameterizedTest
    @CsvSource({"2, 3", "5, 4", "16, 8"})
    void decayingRatesHaveNoEdge(int agents, double h) {
        assertThat(h).isGreaterThan(new InTurnEdge(agents).dynSgd());
        assertThat(MeasuredEdge.shrinks(loop(quadratic(h, 0), agents, new WorstCaseStaleness(), IN_TURN, 1)))
                .isFalse();
        assertThat(MeasuredEdge.shrinks(loop(quadratic(h, 0), agents, new DecayingWorstCase(), IN_TURN, 1)))
                .isTrue();
    }

    /** Stable for alpha up to (4 - 2h) / (4 - h) for odd p, whatever p; a little more for even p, the roots of the exact map. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.6667",
        "3, 1, 0.6667",
        "5, 1, 0.6667",
        "3, 0.4, 0.8889",
        "5, 1.6, 0.3333",
        "2, 1, 0.7071",
        "4, 1, 0.6751",
        "8, 1, 0.6687"
    })
    void easgdInTurnIsStableUpToAnEdgeThatHardlyDependsOnP(int agents, double h, double edge) {
        assertThat(new InTurnEdge(agents).easgd(h)).isCloseTo(edge, within(5e-5));
        assertThat(MeasuredEdge.of(alpha -> loop(quadratic(h, 0.3), agents, easgd(alpha), IN_TURN, 1)))
                .isCloseTo(edge, within(0.01 * edge));
    }

    /** Edges of the exact map of 2p numbers, from its eigenvalues. */
    @ParameterizedTest
    @CsvSource({"2, 1, 1.2361", "3, 1, 1.0301", "5, 0.5, 1.2866", "8, 1.5, 0.4805", "16, 0.5, 1.1899"})
    void qsgdInTurnIsStableUpToAnEdgeThatFallsSlowlyWithP(int agents, double h, double edge) {
        assertThat(MeasuredEdge.of(alpha -> loop(quadratic(h, 0.3), agents, qsgd(agents, alpha), IN_TURN, 1)))
                .isCloseTo(edge, within(0.01 * edge));
    }

    @Test
    void theCentreOfQsgdIsTheMeanOfTheNewestCommits() {
        ServiceTimes times = new ExponentialServiceTimes(new RandomStreams(6));
        AsynchronousLoop loop = loop(noisy(), 4, qsgd(4, 0.2), times, 3);
        for (int round = 0; round < 50; round++) {
            RoundRecord record = loop.advance();
            // A few roundings of numbers up to 2 a commit, 4 commits a round.
            assertThat(record.synchronization().centreQuorumDistance())
                    .isLessThan(Math.sqrt(33) * (round + 1) * 4 * 2 * 4 * FLOAT);
            assertThat(record.synchronization().spread()).isPositive();
        }
    }

    @Test
    void onAFlatLossTheSumOfCentreAndAgentsStays() {
        int agents = 5;
        AsynchronousLoop loop = loop(quadratic(0, 0.7), agents, easgd(0.3), IN_TURN, 2);
        double expected = Double.NaN;
        double before = loop.quorum().hostValues()[0];
        for (int round = 0; round < 30; round++) {
            // In turn, what a round reports is where the agents went on from after the round before.
            RoundRecord record = loop.advance();
            double sum = before;
            for (float[] position : record.positions()) {
                sum += position[0];
            }
            expected = Double.isNaN(expected) ? sum : expected;
            assertThat(sum).isCloseTo(expected, within(20 * round * agents * FLOAT * 3));
            before = loop.quorum().hostValues()[0];
        }
        assertThat(loop.advance().synchronization().spread())
                .as("they did move")
                .isLessThan(1e-3);
    }

    /** q (1 + h) / ((1 - h) h (2 + h)), q = eta^2 sigma^2 / b; 10,000 independent coordinates, time averages of 400 commits. */
    @Test
    void twoAgentsInTurnHaveTheirStationaryVariance() {
        double h = 0.3;
        int coordinates = 10_000;
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(4), coordinates, h / LEARNING_RATE, 2, 8, 0, 0);
        AsynchronousLoop loop = loop(problem, 2, new Downpour(), IN_TURN, 1);
        double sum = 0;
        int rounds = 200;
        for (int round = -50; round < rounds; round++) {
            loop.advance();
            sum += round < 0 ? 0 : Math.pow(loop.quorum().norm(), 2) / coordinates / rounds;
        }
        double q = LEARNING_RATE * LEARNING_RATE * 2 / 8;
        double theory = q * (1 + h) / ((1 - h) * h * (2 + h));
        // One snapshot errs by sqrt(2 / coordinates) = 1.4 %; commits some 5 / h apart are independent, so 200 rounds
        // by 0.3 %.
        assertThat(sum).isCloseTo(theory, within(0.015 * theory));
    }

    @Test
    void longWindowsOfThreeAgentsDivergeUnlessNormalized() {
        assertThat(MeasuredEdge.shrinks(loop(quadratic(0.2, 0), 3, new Downpour(), IN_TURN, 40)))
                .isFalse();
        assertThat(MeasuredEdge.shrinks(loop(quadratic(0.2, 0), 3, new Downpour(), IN_TURN, 1)))
                .isTrue();
        assertThat(MeasuredEdge.shrinks(loop(quadratic(0.2, 0), 3, new NormalizedDownpour(), IN_TURN, 40)))
                .isTrue();
    }

    /**
     * In lock-step all commit what they made of the same centre: x' = x (1 + p ((1 - h)^tau - 1)). For long works that nears 1 - p
     * whatever h is; AGN divides the second term by tau.
     */
    @ParameterizedTest
    @CsvSource({"2, 0.2, 1", "2, 0.2, 60", "3, 0.01, 1", "3, 0.2, 5", "3, 0.2, 60", "3, 0.01, 2000", "8, 0.2, 60"})
    void inLockStepTheCentreMovesByItsClosedForm(int agents, double h, int localSteps) {
        double shrunk = Math.pow(1 - h, localSteps) - 1;
        double downpour = 1 + agents * shrunk;
        assertThat(lockStep(new Downpour(), agents, h, localSteps)).isCloseTo(downpour, within(1e-4));
        assertThat(lockStep(new NormalizedDownpour(), agents, h, localSteps))
                .isCloseTo(1 + agents * shrunk / localSteps, within(1e-4));
        if (localSteps >= 60) {
            assertThat(downpour).isCloseTo(1 - agents, within(1e-4));
            assertThat(Math.abs(downpour) > 1 + 1e-4).isEqualTo(agents >= 3);
        }
    }

    /** Where p commits that were all pulled at 1 leave the centre. */
    private static double lockStep(CommitRule rule, int agents, double h, int localSteps) {
        HeapVector pulled = HeapVector.of(1f);
        Server server = rule.start(pulled);
        AgentRules rules = rules(new Sgd());
        for (int agent = 0; agent < agents; agent++) {
            LocalAsynchronousEnsemble ensemble = new LocalAsynchronousEnsemble(quadratic(h, 0), 1, rules);
            ensemble.begin(new Work(
                    new AgentState(0, 0, pulled, HeapVector.zeros(0), HeapVector.zeros(0)),
                    new RoundPlan(0, localSteps, 0, 0, List.of()),
                    CommonSignal.of(HeapVector.zeros(0))));
            Commit commit = new Commit(
                    agent,
                    localSteps,
                    localSteps,
                    agent,
                    pulled,
                    ensemble.await(0).positionVector());
            server = rule.commit(server, commit);
        }
        return server.centre().hostValues()[0];
    }

    @Test
    void oneAgentWithTheServersMomentumIsNesterovUpToRounding() {
        float[] expected = alone(new Nesterov(0.9), 1);
        float[] actual = oneAgent(new MomentumDownpour(0.9), new Sgd(), 1);
        for (int j = 0; j < expected.length; j++) {
            // 40 steps, whose roundings of numbers up to 2 momentum makes ten times as large.
            assertThat((double) actual[j]).isCloseTo(expected[j], within(40 * 10 * 2 * 4 * FLOAT));
        }
    }

    /** v' = delta v - h y, W' = W + v', y the look-ahead W + delta v that the agent pulled at its last commit. */
    @ParameterizedTest
    @CsvSource({"2, 0.3, 0.5", "3, 0.2, 0.5", "5, 0.05, 0.3"})
    void momentumOfTheServerFollowsItsRecursionInTurn(int agents, double h, double momentum) {
        AsynchronousLoop loop = loop(quadratic(h, 0), agents, new MomentumDownpour(momentum), IN_TURN, 1);
        double[] pulled = new double[agents];
        Arrays.fill(pulled, 1);
        double centre = 1;
        double velocity = 0;
        for (int round = 0; round < 12; round++) {
            for (int agent = 0; agent < agents; agent++) {
                velocity = momentum * velocity - h * pulled[agent];
                centre += velocity;
                pulled[agent] = centre + momentum * velocity;
            }
            loop.advance();
            assertThat(centre(loop)).isCloseTo(centre, within(30 * (round + 1) * agents * FLOAT));
        }
    }

    /** What the two exchange has the same bits; the synchronous quorum takes each step one round later. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0.9, 1", "0.9, 3"})
    void oneAgentOfAsynchronousEasgdIsThatOfSynchronousEasgdBitForBit(double momentum, int localSteps) {
        AgentRules rules = rules(momentum == 0 ? new Sgd() : new Nesterov(momentum));
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(noisy(), 1, rules),
                rules,
                AsynchronousRules.of(easgd(0.3), IN_TURN),
                localSteps);
        QuorumLoop together = new QuorumLoop(
                new LocalEnsemble(noisy(), 1, rules, Coupled.POSITION),
                rules,
                QuorumRules.of(new EqualGains(new ConstantSchedule(0.3 / LEARNING_RATE)), new LowPassFilter()),
                localSteps);
        for (int round = 0; round < 40; round++) {
            float[] before = loop.quorum().hostValues().clone();
            float[] position = together.advance().positions().get(0);
            assertThat(together.quorum().hostValues()).isEqualTo(before);
            assertThat(loop.advance().positions().get(0)).isEqualTo(position);
            assertThat(loop.quorum().hostValues()).isNotEqualTo(before);
        }
    }

    @Test
    void dampingIsElementwiseAndGrowsWithTheSquareOfTheMove() {
        Server server = Server.at(HeapVector.of(1f, 2f, 3f));
        Commit commit = new Commit(0, 1, 1, 2, HeapVector.of(1f, 1.99f, 2f), HeapVector.of(2f, 2.99f, 3f));
        assertThat(new AdaptiveDamping(1e-4).commit(server, commit).centre().hostValues())
                .containsExactly(new float[] {2f, 2.5f, 3 + 1 / 10001f}, within(1e-6f));
    }

    @Test
    void sharesAreThoseOfTheFormulas() {
        Server server = new Server(HeapVector.of(1f), HeapVector.zeros(0), 9, 7);
        Commit commit = new Commit(0, 1, 4, 3, HeapVector.of(0f), HeapVector.of(1f));
        assertThat(new Downpour().share(server, commit)).isEqualTo(1);
        assertThat(new NormalizedDownpour().share(server, commit)).isEqualTo(1 / 4.0);
        assertThat(new DynSgd().share(server, commit)).isEqualTo(1 / 4.0);
        assertThat(new StalenessAware().share(server, commit)).isEqualTo(1 / 3.0);
        assertThat(new WorstCaseStaleness().share(server, commit)).isEqualTo(1 / 8.0);
        assertThat(new DecayingWorstCase().share(server, commit)).isEqualTo(1 / 80.0);
        assertThat(new DynSgd().commit(server, commit))
                .isEqualTo(new Server(HeapVector.of(1.25f), HeapVector.zeros(0), 10, 7));
        Commit fresh = new Commit(0, 1, 4, 0, HeapVector.of(1f), HeapVector.of(3f));
        assertThat(new StalenessAware().share(server, fresh)).isEqualTo(1);
        assertThat(new Downpour().commit(server, fresh).centre()).isEqualTo(HeapVector.of(3f));
    }

    private static float[] oneAgent(CommitRule rule, Optimiser optimiser, int localSteps) {
        AgentRules rules = rules(optimiser);
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(noisy(), 1, rules),
                rules,
                AsynchronousRules.of(rule, IN_TURN),
                localSteps);
        for (int round = 0; round < 40; round++) {
            loop.advance();
        }
        return loop.quorum().hostValues();
    }

    private static float[] alone(Optimiser optimiser, int localSteps) {
        AgentRules rules = rules(optimiser);
        QuorumLoop loop = new QuorumLoop(
                new LocalEnsemble(noisy(), 1, rules, Coupled.POSITION),
                rules,
                QuorumRules.of(new EqualGains(new ConstantSchedule(0)), new InstantMean()),
                localSteps);
        for (int round = 0; round < 40; round++) {
            loop.advance();
        }
        return loop.quorum().hostValues();
    }

    private static NoisyQuadratic noisy() {
        return new NoisyQuadratic(new RandomStreams(3), 33, 1, 2, 8, 1, 0);
    }

    private static AgentRules rules(Optimiser optimiser) {
        return new AgentRules(optimiser, new ConstantSchedule(LEARNING_RATE));
    }

    private static AsynchronousLoop loop(
            Problem problem, int agents, CommitRule rule, ServiceTimes times, int localSteps) {
        AgentRules rules = rules(new Sgd());
        return new AsynchronousLoop(
                new LocalAsynchronousEnsemble(problem, agents, rules),
                rules,
                AsynchronousRules.of(rule, times),
                localSteps);
    }

    private static AsynchronousQsgd qsgd(int agents, double alpha) {
        return new AsynchronousQsgd(
                agents, new ConstantSchedule(alpha / LEARNING_RATE), new ConstantSchedule(LEARNING_RATE));
    }

    private static AsynchronousEasgd easgd(double alpha) {
        return new AsynchronousEasgd(new ConstantSchedule(alpha / LEARNING_RATE), new ConstantSchedule(LEARNING_RATE));
    }

    /** Noise-free, agents beginning at 1, 1 + spacing, ... in one coordinate. */
    private static FunctionProblem quadratic(double h, double spacing) {
        double curvature = h / LEARNING_RATE;
        return new FunctionProblem(
                1, agent -> new float[] {(float) (1 + agent * spacing)}, (agent, step, x, gradient) -> {
                    gradient[0] = (float) (curvature * x[0]);
                    return curvature / 2 * x[0] * x[0];
                });
    }

    private static double centre(AsynchronousLoop loop) {
        return loop.quorum().hostValues()[0];
    }
}
