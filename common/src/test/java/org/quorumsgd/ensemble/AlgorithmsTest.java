package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.coupling.SpikingGains;
import org.quorumsgd.coupling.SuccessGains;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.ExponentialAveraging;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.quorum.SaturatingFilter;
import org.quorumsgd.quorum.SecondOrderFilter;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** What distinguishes the algorithms beyond QSGD and EASGD, against plain loops and identities. */
class AlgorithmsTest {
    private static final double FREE = Double.POSITIVE_INFINITY;
    private static final Gains HALF = new EqualGains(new ConstantSchedule(0.5));
    private static final NoisyQuadratic NOISY = new NoisyQuadratic(new RandomStreams(5), 6, 1, 2, 4, 1, 0.5);

    /** No gradient: agents move by the coupling alone. Agent i starts at 2 i; its verdict is its own start. */
    private static final FunctionProblem FLAT =
            new FunctionProblem(1, agent -> new float[] {2 * agent}, (agent, step, x, gradient) -> x[0]);

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "heavy", "nesterov"})
    void sdQsgdWithEqualGainsIsQsgdBitForBit(String optimiser) {
        AgentRules agents = new AgentRules(optimiser(optimiser), new ConstantSchedule(0.05));
        Judging judging = new Judging(3, true, (report, validation) -> validation.meanLoss());
        for (Gains equal : List.of(
                new SuccessGains(new ConstantSchedule(0.5), 0),
                new SpikingGains(new ConstantSchedule(0.5), 1.0 / 5, 1, 1e-300, SpikingGains.Others.CONSTANT_TOTAL))) {
            QuorumLoop stateDependent = Runs.loop(NOISY, 5, agents, rules(equal, new InstantMean(), judging), 2);
            QuorumLoop plain = Runs.loop(NOISY, 5, agents, QuorumRules.of(HALF, new InstantMean()), 2);
            for (int round = 0; round < 30; round++) {
                assertSameAgents(stateDependent.advance(), plain.advance());
                assertThat(stateDependent.quorum()).isEqualTo(plain.quorum());
            }
        }
    }

    @Test
    void withOneGainTheOthersFeelExactlyItsPullAndTheWinnerNone() {
        Judging judging = new Judging(1_000, true, (report, validation) -> Math.abs(report.position()[0] - 4));
        Gains spike = new SpikingGains(new ConstantSchedule(0.3), 2, 10, 10, SpikingGains.Others.RELAXING);
        QuorumLoop loop = Runs.loop(
                FLAT,
                4,
                new AgentRules(new Sgd(), new ConstantSchedule(0.5)),
                rules(spike, new InstantMean(), judging),
                1);
        assertThat(loop.quorum()).as("agent 2 alone").isEqualTo(HeapVector.of(4));
        RoundRecord round = loop.advance();
        // k^2 = A p k = 2.4, so the others move by eta (k^2 / p)(x^2 - x^i) = 0.3 (4 - x^i)
        float[] expected = {0.3f * 4, 2 + 0.3f * 2, 4, 6 - 0.3f * 2};
        for (int agent = 0; agent < 4; agent++) {
            assertThat(Runs.position(round, agent).hostValues()[0]).isCloseTo(expected[agent], within(1e-6f));
        }
        assertThat(Runs.position(round, 2)).isEqualTo(HeapVector.of(4));
        assertThat(round.gain()).isCloseTo(0.6, within(1e-15));
    }

    @Test
    void theBestAgentIsFoundAnewAtEachEpoch() {
        // The well of agent 1 moves away, so agent 0 overtakes it.
        FunctionProblem problem = new FunctionProblem(1, agent -> new float[] {agent}, (agent, step, x, gradient) -> 0);
        Judging judging = new Judging(
                4, true, (report, validation) -> report.agent() == 1 ? (report.trainLoss() == 0 ? 3 : 1) : 2);
        Gains spike = new SpikingGains(new ConstantSchedule(0.1), 1, 4, 5, SpikingGains.Others.RELAXING);
        QuorumLoop loop = Runs.loop(
                problem,
                2,
                new AgentRules(new Sgd(), new ConstantSchedule(0.5)),
                rules(spike, new InstantMean(), judging),
                2);
        List<List<Double>> gains = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            gains.add(loop.advance().gains());
        }
        assertThat(gains.get(0).get(0)).as("agent 1 is best at the start").isZero();
        assertThat(gains.get(1).get(0)).isLessThan(gains.get(1).get(1));
        assertThat(gains.get(2).get(1)).as("agent 0 is best after 4 steps").isZero();
    }

    @ParameterizedTest
    @CsvSource({"second-order, 1", "second-order, 0.5", "saturating, 0.05", "saturating, 1e9", "low-pass, 0"})
    void filtersFollowTheirEquations(String name, double parameter) {
        QuorumDynamics dynamics = switch (name) {
            case "second-order" -> new SecondOrderFilter(parameter);
            case "saturating" -> new SaturatingFilter(parameter);
            default -> new LowPassFilter();
        };
        int agents = 3;
        double alpha = 0.05;
        QuorumLoop loop = Runs.loop(
                new FunctionProblem(1, agent -> new float[] {agent * agent}, AlgorithmsTest::well),
                agents,
                new AgentRules(new Sgd(), new ConstantSchedule(0.1)),
                QuorumRules.of(HALF, dynamics),
                1);
        double[] x = {0, 1, 4};
        double q = 5.0 / 3;
        double w = 0;
        double beta = agents * alpha;
        for (int round = 0; round < 200; round++) {
            double centre = (x[0] + x[1] + x[2]) / 3;
            for (int i = 0; i < agents; i++) {
                x[i] += alpha * (q - x[i]) - 0.1 * (x[i] - Math.sin(i + round));
            }
            double lag = centre - q;
            switch (name) {
                case "second-order" -> {
                    w = (1 - 2 * parameter * beta) * w + beta * beta * lag;
                    q += w;
                }
                case "saturating" -> q += beta * lag / Math.sqrt(1 + Math.pow(beta * lag / parameter, 2));
                default -> q += beta * lag;
            }
            loop.advance();
            assertThat((double) loop.quorum().hostValues()[0])
                    .as("round %d", round)
                    .isCloseTo(q, within(1e-5));
            assertThat((double) loop.centre().hostValues()[0]).isCloseTo((x[0] + x[1] + x[2]) / 3, within(1e-5));
        }
    }

    @Test
    void aSaturatingFilterNeverStepsFartherThanItsBound() {
        QuorumLoop loop = Runs.loop(
                new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
                    gradient[0] = -100;
                    return 0;
                }),
                2,
                new AgentRules(new Sgd(), new ConstantSchedule(0.1)),
                QuorumRules.of(HALF, new SaturatingFilter(0.25)),
                1);
        Vector before = loop.quorum();
        for (int round = 0; round < 50; round++) {
            loop.advance();
            assertThat(Math.sqrt(loop.quorum().squaredDistance(before))).isLessThanOrEqualTo(0.25 * (1 + 1e-5));
            before = loop.quorum();
        }
        assertThat(loop.quorum().norm()).as("it moves at its full speed").isGreaterThan(0.25 * 45);
    }

    @ParameterizedTest
    @CsvSource({"heavy, 1", "heavy, 3", "nesterov, 1", "nesterov, 3"})
    void velocitiesCoupleAsPositionsDo(String optimiser, int localSteps) {
        int agents = 3;
        double eta = 0.1;
        double delta = 0.6;
        QuorumRules rules = new QuorumRules(
                HALF, 2, FREE, new InstantMean(), AgentLearningRates.SAME, Judging.NEVER, Reporting.QUORUM);
        QuorumLoop loop = Runs.loop(
                new FunctionProblem(1, agent -> new float[] {agent * agent}, AlgorithmsTest::well),
                agents,
                new AgentRules(optimiser(optimiser), new ConstantSchedule(eta)),
                rules,
                localSteps);
        double[] x = {0, 1, 4};
        double[] v = new double[agents];
        for (int round = 0; round < 100 / localSteps; round++) {
            double centre = (x[0] + x[1] + x[2]) / 3;
            double meanVelocity = (v[0] + v[1] + v[2]) / 3;
            for (int i = 0; i < agents; i++) {
                double pull = eta * 0.5 * (centre - x[i]);
                double velocityPull = eta * 2 * (meanVelocity - v[i]);
                for (int local = 0; local < localSteps; local++) {
                    double point = optimiser.equals("heavy") ? x[i] : x[i] + delta * v[i];
                    double gradient = point - Math.sin(i + round * localSteps + local);
                    v[i] = delta * v[i] - eta * gradient + (local == 0 ? velocityPull : 0);
                    x[i] += v[i] + (local == 0 ? pull : 0);
                }
            }
            RoundRecord record = loop.advance();
            for (int i = 0; i < agents; i++) {
                assertThat((double) Runs.position(record, i).hostValues()[0])
                        .as("agent %d, round %d", i, round)
                        .isCloseTo(x[i], within(1e-5));
            }
        }
    }

    @Test
    void agentsOfDifferentRatesArePulledWithOneStrengthSoTheCentreFeelsNoPull() {
        AgentLearningRates rates = new AgentLearningRates(List.of(1.0, 0.5, 0.25), null);
        QuorumRules rules = new QuorumRules(HALF, 0, FREE, new InstantMean(), rates, Judging.NEVER, Reporting.QUORUM);
        AgentRules agents = new AgentRules(new Sgd(), new ConstantSchedule(0.4));
        QuorumLoop flat = Runs.loop(FLAT, 3, agents, rules, 1);
        RoundRecord first = flat.advance();
        assertThat(first.learningRates()).containsExactly(0.4, 0.2, 0.1);
        assertThat(first.learningRate()).isCloseTo(0.7 / 3, within(1e-15));
        // strength = min eta^i k = 0.05
        assertThat(Runs.position(first, 0).hostValues()[0]).isCloseTo(0.1f, within(1e-6f));
        assertThat(Runs.position(first, 2).hostValues()[0]).isCloseTo(3.9f, within(1e-6f));
        assertThat(flat.centre()).isEqualTo(HeapVector.of(2));

        RoundRecord sloped = Runs.loop(
                        new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
                            gradient[0] = 1;
                            return 0;
                        }),
                        3,
                        agents,
                        rules,
                        1)
                .advance();
        assertThat(Runs.position(sloped, 0)).isEqualTo(HeapVector.of(-0.4f));
        assertThat(Runs.position(sloped, 2)).isEqualTo(HeapVector.of(-0.1f));
    }

    @Test
    void plateausSlowOnlyTheAgentsThatStall() {
        AgentLearningRates rates = new AgentLearningRates(List.of(), new Plateau(List.of(5.0, 2.0), 2, 0.01));
        Judging judging = new Judging(2, false, (report, validation) -> 0);
        QuorumRules rules = new QuorumRules(
                new EqualGains(new ConstantSchedule(0)), 0, FREE, new InstantMean(), rates, judging, Reporting.QUORUM);
        // Agent 0 stays at 0, agent 1 keeps moving, and with it its loss.
        FunctionProblem problem = new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = agent == 1 ? 1 : 0;
            return Math.abs(x[0]) + 1;
        });
        QuorumLoop loop = Runs.loop(problem, 2, new AgentRules(new Sgd(), new ConstantSchedule(0.1)), rules, 1);
        // Epochs end after rounds 2, 4, 6, ...: the first is the reference, two stalls divide by 5, two more by 2.
        double[] expected = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01};
        for (double rate : expected) {
            List<Double> seen = loop.advance().learningRates();
            assertThat(seen.get(0)).isCloseTo(rate, within(1e-15));
            assertThat(seen.get(1)).isEqualTo(0.1);
        }
    }

    @Test
    void theBetaLimitWeakensTheCouplingOfManyAgents() {
        QuorumRules limited = new QuorumRules(
                HALF, 0, 0.6, new LowPassFilter(), AgentLearningRates.SAME, Judging.NEVER, Reporting.QUORUM);
        AgentRules agents = new AgentRules(new Sgd(), new ConstantSchedule(0.5));
        RoundRecord four = Runs.loop(FLAT, 4, agents, limited, 1).advance();
        assertThat(four.gain()).as("alpha = 0.6 / 4").isCloseTo(0.3, within(1e-15));
        assertThat(four.gains()).as("the gains that were felt").containsOnly(four.gain());
        assertThat(Runs.position(four, 0).hostValues()[0]).isCloseTo(0.15f * 3, within(1e-6f));
        assertThat(Runs.loop(FLAT, 2, agents, limited, 1).advance().gain()).isEqualTo(0.5);
    }

    @Test
    void averagesAreReportedAndNeverFelt() {
        AgentRules agents = new AgentRules(new Nesterov(0.6), new ConstantSchedule(0.05));
        QuorumLoop plain = Runs.loop(NOISY, 3, agents, QuorumRules.of(HALF, new LowPassFilter()), 1);
        QuorumLoop exponential = Runs.loop(
                NOISY,
                3,
                agents,
                reporting(new Reporting(
                        Reporting.Source.QUORUM,
                        new ExponentialAveraging(0.8),
                        10,
                        Reporting.Statistics.MEAN_OF_AGENTS)),
                1);
        QuorumLoop polyak = Runs.loop(
                NOISY,
                3,
                agents,
                reporting(new Reporting(
                        Reporting.Source.CENTRE, new PolyakAveraging(), 10, Reporting.Statistics.MEAN_OF_AGENTS)),
                1);
        double average = 0;
        double sum = 0;
        for (int round = 1; round <= 40; round++) {
            RoundRecord expected = plain.advance();
            assertSameAgents(exponential.advance(), expected);
            assertSameAgents(polyak.advance(), expected);
            double quorum = plain.quorum().hostValues()[0];
            average = round <= 10 ? quorum : 0.8 * average + 0.2 * quorum;
            sum = (round <= 10 ? 0 : sum) + plain.centre().hostValues()[0];
            assertThat((double) value(exponential)).as("round %d", round).isCloseTo(average, within(1e-6));
            assertThat((double) value(polyak)).isCloseTo(sum / Math.max(1, round - 9), within(1e-6));
            assertThat(plain.reported().parameters()).isEqualTo(plain.quorum());
        }
    }

    private static QuorumRules reporting(Reporting reporting) {
        return new QuorumRules(HALF, 0, FREE, new LowPassFilter(), AgentLearningRates.SAME, Judging.NEVER, reporting);
    }

    private static float value(QuorumLoop loop) {
        return loop.reported().parameters().hostValues()[0];
    }

    private static QuorumRules rules(Gains gains, QuorumDynamics dynamics, Judging judging) {
        return new QuorumRules(gains, 0, FREE, dynamics, AgentLearningRates.SAME, judging, Reporting.QUORUM);
    }

    private static double well(int agent, long step, float[] x, float[] gradient) {
        gradient[0] = (float) (x[0] - Math.sin(agent + step));
        return 0;
    }

    private static Optimiser optimiser(String name) {
        return switch (name) {
            case "sgd" -> new Sgd();
            case "heavy" -> new HeavyBall(0.6);
            default -> new Nesterov(0.6);
        };
    }

    private static void assertSameAgents(RoundRecord actual, RoundRecord expected) {
        assertThat(actual.reports().stream().map(AgentReport::positionVector).toList())
                .isEqualTo(expected.reports().stream()
                        .map(AgentReport::positionVector)
                        .toList());
    }
}
