package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.coupling.SpikingGains;
import org.quorumsgd.coupling.SuccessGains;
import org.quorumsgd.ensemble.AgentLearningRates;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.Judging;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.ExponentialAveraging;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.SaturatingFilter;
import org.quorumsgd.quorum.SecondOrderFilter;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.Vector;
import scala.reflect.ClassTag$;

final class SparkEnsembleTest {
    private static final int AGENTS = 5;
    private static final int ROUNDS = 17;
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AgentRules RULES = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.05));

    private static final Gains GAINS = new EqualGains(new ConstantSchedule(0.5));
    private static final QuorumRules QSGD = QuorumRules.of(GAINS, new InstantMean());

    /** One of everything that the driver decides: dynamics, gains, velocities, learning rates, averages. */
    static Stream<QuorumRules> algorithms() {
        double none = Double.POSITIVE_INFINITY;
        Judging everyFiveSteps = new Judging(5, true, (report, validation) -> validation.meanLoss() + report.agent());
        Reporting exponential = new Reporting(
                Reporting.Source.CENTRE, new ExponentialAveraging(0.9), 4, Reporting.Statistics.RECALIBRATED);
        AgentLearningRates plateau =
                new AgentLearningRates(List.of(1.0, 0.5, 0.8, 1.0, 0.3), new Plateau(List.of(5.0, 2.0), 1, 1e6));
        Gains spiking = new SpikingGains(new ConstantSchedule(0.5), 2, 4, 10, SpikingGains.Others.RELAXING);
        return Stream.of(
                QSGD,
                QuorumRules.of(GAINS, new LowPassFilter()),
                QuorumRules.of(GAINS, new SecondOrderFilter(1)),
                QuorumRules.of(GAINS, new SaturatingFilter(0.01)),
                new QuorumRules(GAINS, 0.3, 0.1, new LowPassFilter(), plateau, everyFiveSteps, Reporting.QUORUM),
                new QuorumRules(
                        spiking, 0, none, new InstantMean(), AgentLearningRates.SAME, everyFiveSteps, exponential),
                new QuorumRules(
                        new SuccessGains(new ConstantSchedule(0.5), 1),
                        0,
                        none,
                        new InstantMean(),
                        AgentLearningRates.SAME,
                        everyFiveSteps,
                        exponential));
    }

    static Stream<Problem> smallAndBroadcastSizes() {
        return Stream.of(quadratic(7), quadratic(40_000));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void clusterGivesTheBitsOfTheOracle(QuorumRules rules) {
        for (Problem problem : smallAndBroadcastSizes().toList()) {
            List<RoundRecord> expected = run(local(problem, rules), rules);
            for (String master : List.of("local[1]", "local[4]")) {
                try (JavaSparkContext context = LocalSpark.context(master)) {
                    assertSameBits(run(spark(context, problem, RULES, rules, 4), rules), expected);
                }
            }
        }
    }

    @Test
    void clippedGradientsGiveTheBitsOfTheOracle() {
        AgentRules clipped = new AgentRules(RULES.optimiser(), RULES.learningRate(), new GradientClip(0.5));
        Problem problem = quadratic(7);
        List<RoundRecord> expected = run(new LocalEnsemble(problem, AGENTS, clipped, QSGD.coupled()), QSGD);
        assertThat(expected.get(ROUNDS - 1).centre())
                .isNotEqualTo(run(local(problem, QSGD), QSGD).get(ROUNDS - 1).centre());
        try (JavaSparkContext context = LocalSpark.context("local[3]")) {
            assertSameBits(run(spark(context, problem, clipped, QSGD, 4), QSGD), expected);
        }
    }

    @Test
    void whatGradientsTellIsTheSameOnAClusterAndInOneThread() {
        Problem problem = quadratic(40_000);
        Ensemble oracle = local(problem, QSGD);
        QuorumLoop expected = new QuorumLoop(oracle, RULES, QSGD, 1);
        expected.advance();
        try (JavaSparkContext context = LocalSpark.context("local[3]");
                SparkEnsemble ensemble = spark(context, problem, RULES, QSGD, 4)) {
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, QSGD, 1);
            loop.advance();
            assertThat(GradientMeasures.of(ensemble, loop)).isEqualTo(GradientMeasures.of(oracle, expected));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void bitsDoNotDependOnWhereTheLineageIsCut(int cutEveryRounds, @TempDir Path checkpoints) throws IOException {
        Problem problem = quadratic(33);
        List<RoundRecord> expected = run(local(problem, QSGD), QSGD);
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            context.setCheckpointDir(checkpoints.toString());
            List<RoundRecord> actual = run(spark(context, problem, RULES, QSGD, cutEveryRounds), QSGD);
            assertSameBits(actual, expected);
            try (Stream<Path> left = Files.walk(checkpoints)) {
                assertThat(left).noneMatch(Files::isRegularFile);
            }
        }
    }

    /** Cuts are due after rounds 2, 4 and 6 (not written), 8 (in memory), 10 and so on. */
    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    void aCutThatCannotBeWrittenIsTriedAgainAndChangesNoBit(int roundWithRoom, @TempDir Path checkpoints)
            throws IOException {
        Problem problem = quadratic(40_000);
        List<RoundRecord> expected = run(local(problem, QSGD), QSGD);
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            context.setCheckpointDir(checkpoints.toString());
            Path directory = Path.of(URI.create(context.getCheckpointDir().get()));
            Files.delete(directory);
            Files.writeString(directory, "a file in place of the directory");
            SparkEnsemble ensemble = spark(context, problem, RULES, QSGD, 2);
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, QSGD, 2);
            List<RoundRecord> actual = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                if (round == roundWithRoom) {
                    Files.delete(directory);
                }
                actual.add(loop.advance());
            }
            assertSameBits(actual, expected);
            try (Stream<Path> written = Files.list(directory)) {
                assertThat(written).as("the last cut").hasSize(1);
            }
            ensemble.close();
        }
    }

    @Test
    void bitsDoNotDependOnTheOrderInWhichTasksEnd() {
        Problem reversed =
                new WatchedProblem(quadratic(9), (objective, agent) -> new Slow(objective, 15L * (AGENTS - agent)));
        List<RoundRecord> expected = run(local(quadratic(9), QSGD), QSGD);
        try (JavaSparkContext context = LocalSpark.context("local[5]")) {
            assertSameBits(run(spark(context, reversed, RULES, QSGD, 4), QSGD), expected);
        }
    }

    @Test
    void replaysAnAgentWhoseCachedStateIsGone(@TempDir Path checkpoints) {
        Problem problem = quadratic(40_000);
        List<RoundRecord> expected = run(local(problem, QSGD), QSGD);
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            context.setCheckpointDir(checkpoints.toString());
            SparkEnsemble ensemble = spark(context, problem, RULES, QSGD, 100);
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, QSGD, 2);
            List<RoundRecord> actual = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                if (round == 9) {
                    context.getPersistentRDDs().values().forEach(rdd -> rdd.unpersist(true));
                }
                actual.add(loop.advance());
            }
            assertSameBits(actual, expected);
            ensemble.close();
        }
    }

    /** Spark serializes the functions of all rounds since the last cut with every job, and warns from 1,000 KiB on. */
    @ParameterizedTest
    @ValueSource(ints = {2_000, 25_000})
    void tasksStaySmallHoweverManyRoundsTheyCarry(int dimension, @TempDir Path checkpoints) {
        try (JavaSparkContext context = LocalSpark.context("local[1]")) {
            context.setCheckpointDir(checkpoints.toString());
            SparkEnsemble ensemble = spark(context, quadratic(dimension), RULES, QSGD, 50);
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, QSGD, 1);
            for (int round = 0; round < 49; round++) {
                loop.advance();
            }
            SerializerInstance closures = SparkEnv.get().closureSerializer().newInstance();
            assertThat(context.getPersistentRDDs().values())
                    .isNotEmpty()
                    .allSatisfy(rdd -> assertThat(closures.serialize(rdd.rdd(), ClassTag$.MODULE$.apply(RDD.class))
                                    .limit())
                            .isLessThan(1_000 * 1_024));
            ensemble.close();
        }
    }

    @Test
    void shardsOfAnEvaluationAreAddedInAgentOrder() {
        Problem problem = quadratic(11);
        Ensemble oracle = local(problem, QSGD);
        QuorumLoop local = new QuorumLoop(oracle, RULES, QSGD, 1);
        local.advance();
        try (JavaSparkContext context = LocalSpark.context("local[3]")) {
            SparkEnsemble ensemble = spark(context, problem, RULES, QSGD, 4);
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, QSGD, 1);
            loop.advance();
            assertThat(loop.evaluate(Split.TEST)).isEqualTo(local.evaluate(Split.TEST));
            assertThat(loop.evaluate(Split.TEST).count()).isEqualTo(AGENTS);
        }
    }

    @Test
    void namesRoundAgentAndQuantityOfADivergence() {
        AgentRules tooFast = new AgentRules(new Sgd(), new ConstantSchedule(1e30));
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            QuorumLoop loop = new QuorumLoop(spark(context, quadratic(3), tooFast, QSGD, 4), tooFast, QSGD, 1);
            assertThatThrownBy(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            loop.advance();
                        }
                    })
                    .isInstanceOf(DivergedException.class)
                    .hasMessageMatching("Diverged in round \\d+, agent 0, step \\d+: .* is (NaN|-?Infinity)");
            assertThat(loop.quorum().norm()).isFinite();
        }
    }

    private static NoisyQuadratic quadratic(int dimension) {
        return new NoisyQuadratic(new RandomStreams(3), dimension, 1, 2, 8, 1, 0.25);
    }

    private static LocalEnsemble local(Problem problem, QuorumRules rules) {
        return new LocalEnsemble(problem, AGENTS, RULES, rules.coupled());
    }

    private static SparkEnsemble spark(
            JavaSparkContext context, Problem problem, AgentRules agentRules, QuorumRules rules, int cut) {
        return new SparkEnsemble(
                context,
                new JobLabels("run-" + RUNS.incrementAndGet(), "test", ROUNDS),
                problem,
                AGENTS,
                agentRules,
                rules.coupled(),
                cut,
                NextGradient.EARLY,
                DeadlineRule.WAIT);
    }

    private static List<RoundRecord> run(Ensemble ensemble, QuorumRules rules) {
        try (ensemble) {
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, rules, 2);
            List<RoundRecord> records = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                records.add(loop.advance());
            }
            return records;
        }
    }

    private static void assertSameBits(List<RoundRecord> actual, List<RoundRecord> expected) {
        for (int round = 0; round < expected.size(); round++) {
            RoundRecord a = actual.get(round);
            RoundRecord e = expected.get(round);
            assertThat(a.synchronization()).isEqualTo(e.synchronization());
            assertThat(a.trainLoss()).isEqualTo(e.trainLoss());
            assertThat(a.gains()).isEqualTo(e.gains());
            assertThat(a.learningRates()).isEqualTo(e.learningRates());
            assertThat(a.agentValidation()).isEqualTo(e.agentValidation());
            for (int agent = 0; agent < AGENTS; agent++) {
                AgentReport report = a.reports().get(agent);
                assertThat(report.position()).isEqualTo(e.reports().get(agent).position());
                assertThat(report.agent()).isEqualTo(agent);
            }
        }
    }

    /** Delays low-numbered agents, so that tasks end in the reverse order of their indices. */
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
}
