package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.asynchronous.AdaptiveDamping;
import org.quorumsgd.asynchronous.AsynchronousEasgd;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousQsgd;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.CommitRule;
import org.quorumsgd.asynchronous.DecayingWorstCase;
import org.quorumsgd.asynchronous.Downpour;
import org.quorumsgd.asynchronous.DynSgd;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.GradientEnergyMatching;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.asynchronous.MomentumDownpour;
import org.quorumsgd.asynchronous.NormalizedDownpour;
import org.quorumsgd.asynchronous.ScaledServiceTimes;
import org.quorumsgd.asynchronous.ServiceTimes;
import org.quorumsgd.asynchronous.StalenessAware;
import org.quorumsgd.asynchronous.WorstCaseStaleness;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.ExponentialAveraging;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.vector.Vector;

final class SparkAsynchronousEnsembleTest {
    private static final int AGENTS = 5;
    private static final int ROUNDS = 12;
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Schedule LEARNING_RATE = new ConstantSchedule(0.05);
    /** A straggler among agents of random speed. */
    private static final ServiceTimes TIMES =
            new ScaledServiceTimes(new ExponentialServiceTimes(new RandomStreams(8)), List.of(1.0, 1.0, 6.0, 1.0, 0.5));

    static Stream<CommitRule> algorithms() {
        return Stream.of(
                new Downpour(),
                new NormalizedDownpour(),
                new DynSgd(),
                new StalenessAware(),
                new WorstCaseStaleness(),
                new DecayingWorstCase(),
                new AdaptiveDamping(1e-4),
                new MomentumDownpour(0.9),
                new GradientEnergyMatching(
                        AGENTS,
                        0.9,
                        1,
                        GradientEnergyMatching.Reference.BEFORE_COMMIT,
                        GradientEnergyMatching.Scalings.CLAMPED),
                new GradientEnergyMatching(
                        AGENTS,
                        0.5,
                        2,
                        GradientEnergyMatching.Reference.AFTER_COMMIT,
                        GradientEnergyMatching.Scalings.UNLIMITED),
                new AsynchronousQsgd(AGENTS, new ConstantSchedule(2), LEARNING_RATE),
                new AsynchronousEasgd(new ConstantSchedule(2), LEARNING_RATE));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void clusterGivesTheBitsOfTheOracle(CommitRule rule) {
        boolean ownMomentum = rule instanceof MomentumDownpour || rule instanceof GradientEnergyMatching;
        Optimiser optimiser = ownMomentum ? new Sgd() : new Nesterov(0.9);
        AgentRules rules = new AgentRules(optimiser, LEARNING_RATE);
        for (Problem problem : List.of(quadratic(7), quadratic(40_000))) {
            List<RoundRecord> expected = run(new LocalAsynchronousEnsemble(problem, AGENTS, rules), rules, rule);
            for (String master : List.of("local[1]", "local[4]")) {
                try (JavaSparkContext context = LocalSpark.context(master)) {
                    assertSameBits(run(spark(context, problem, rules), rules, rule), expected);
                }
            }
        }
    }

    /** The agent that commits most often is the slowest: commits have to wait for it, and others end out of order. */
    @Test
    void bitsDoNotDependOnTheOrderInWhichTasksEnd() {
        AgentRules rules = new AgentRules(new Sgd(), LEARNING_RATE);
        Problem slow = new WatchedProblem(quadratic(9), (objective, agent) -> new Slow(objective, 7L * agent));
        List<RoundRecord> expected =
                run(new LocalAsynchronousEnsemble(quadratic(9), AGENTS, rules), rules, new Downpour());
        try (JavaSparkContext context = LocalSpark.context("local[5]")) {
            assertSameBits(run(spark(context, slow, rules), rules, new Downpour()), expected);
        }
    }

    @Test
    @Timeout(60)
    void allAgentsAreSetToWorkBeforeAnyHasCommitted() throws InterruptedException {
        AgentRules rules = new AgentRules(new Sgd(), LEARNING_RATE);
        Problem held = new WatchedProblem(quadratic(3), (objective, agent) -> new Held(objective));
        try (JavaSparkContext context = LocalSpark.context("local[3]");
                SparkAsynchronousEnsemble ensemble = spark(context, held, rules)) {
            try {
                AsynchronousLoop loop =
                        new AsynchronousLoop(ensemble, rules, AsynchronousRules.of(new Downpour(), TIMES), 1);
                // Jobs begin on a thread of Spark's.
                for (int poll = 0; poll < 500 && context.statusTracker().getActiveJobIds().length < AGENTS; poll++) {
                    Thread.sleep(20);
                }
                assertThat(context.statusTracker().getActiveJobIds()).hasSize(AGENTS);
                Held.RELEASED.countDown();
                loop.advance();
            } finally { // before the ensemble is closed, which waits for its works
                Held.RELEASED.countDown();
            }
        }
    }

    @Test
    void theReportedModelIsJudgedWhileAgentsAreAtWork() {
        AgentRules rules = new AgentRules(new Nesterov(0.9), LEARNING_RATE);
        AsynchronousRules recalibrated = new AsynchronousRules(
                new DynSgd(),
                TIMES,
                List.of(),
                new Reporting(
                        Reporting.Source.CENTRE, new ExponentialAveraging(0.9), 0, Reporting.Statistics.RECALIBRATED));
        AsynchronousLoop oracle = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(quadratic(11), AGENTS, rules), rules, recalibrated, 2);
        try (JavaSparkContext context = LocalSpark.context("local[2]");
                SparkAsynchronousEnsemble ensemble = spark(context, quadratic(11), rules)) {
            AsynchronousLoop loop = new AsynchronousLoop(ensemble, rules, recalibrated, 2);
            for (int round = 0; round < 3; round++) {
                oracle.advance();
                loop.advance();
                assertThat(loop.evaluate(Split.TEST)).isEqualTo(oracle.evaluate(Split.TEST));
                assertThat(loop.reported()).isEqualTo(oracle.reported());
            }
        }
    }

    @Test
    void namesRoundAgentAndQuantityOfADivergence() {
        AgentRules tooFast = new AgentRules(new Sgd(), new ConstantSchedule(1e30));
        try (JavaSparkContext context = LocalSpark.context("local[2]");
                SparkAsynchronousEnsemble ensemble = spark(context, quadratic(3), tooFast)) {
            AsynchronousLoop loop =
                    new AsynchronousLoop(ensemble, tooFast, AsynchronousRules.of(new Downpour(), TIMES), 1);
            assertThatThrownBy(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            loop.advance();
                        }
                    })
                    .isInstanceOf(DivergedException.class)
                    .hasMessageMatching("Diverged in round \\d+, agent \\d, step \\d+: .* is (NaN|-?Infinity).*");
            assertThat(loop.quorum().norm()).isFinite();
        }
    }

    private static NoisyQuadratic quadratic(int dimension) {
        return new NoisyQuadratic(new RandomStreams(3), dimension, 1, 2, 8, 1, 0.25);
    }

    private static SparkAsynchronousEnsemble spark(JavaSparkContext context, Problem problem, AgentRules rules) {
        return new SparkAsynchronousEnsemble(
                context,
                new JobLabels("async-" + RUNS.incrementAndGet(), "test", ROUNDS),
                problem,
                AGENTS,
                rules,
                DeadlineRule.WAIT);
    }

    private static List<RoundRecord> run(AsynchronousEnsemble ensemble, AgentRules rules, CommitRule rule) {
        int localSteps = rule instanceof MomentumDownpour ? 1 : 2;
        try (ensemble) {
            AsynchronousLoop loop =
                    new AsynchronousLoop(ensemble, rules, AsynchronousRules.of(rule, TIMES), localSteps);
            List<RoundRecord> records = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                records.add(loop.advance());
            }
            return records;
        }
    }

    private static void assertSameBits(List<RoundRecord> actual, List<RoundRecord> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int round = 0; round < expected.size(); round++) {
            RoundRecord a = actual.get(round);
            RoundRecord e = expected.get(round);
            assertThat(a.asynchrony()).isEqualTo(e.asynchrony());
            assertThat(a.synchronization()).isEqualTo(e.synchronization());
            assertThat(a.trainLoss()).isEqualTo(e.trainLoss());
            for (int agent = 0; agent < AGENTS; agent++) {
                AgentReport report = a.reports().get(agent);
                assertThat(report.agent()).isEqualTo(agent);
                assertThat(report.position()).isEqualTo(e.reports().get(agent).position());
            }
        }
    }

    private static final class Slow extends ForwardingObjective {
        private final long millis;

        private Slow(Objective objective, long millis) {
            super(objective);
            this.millis = millis;
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }

    /** Computes nothing before it is released; local executors share this JVM. */
    private static final class Held extends ForwardingObjective {
        private static final CountDownLatch RELEASED = new CountDownLatch(1);

        private Held(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            try {
                RELEASED.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }
}
