package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.engine.DeadlineRule;
import org.quorumsgd.engine.JobLabels;
import org.quorumsgd.engine.NextGradient;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.engine.SparkEnsemble;
import org.quorumsgd.ensemble.AgentLearningRates;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.Judging;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.schedule.ConstantSchedule;

/** Agents whose vectors stay on a device are those whose vectors are on the heap, to the bit; what crosses is what the formula says. */
final class DeviceRoundTest {
    private static final int AGENTS = 2;
    private static final int ROUNDS = 6;
    private static final long BATCH = 6;
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Gains GAINS = new EqualGains(new ConstantSchedule(0.5));
    private static final QuorumRules QSGD = QuorumRules.of(GAINS, new InstantMean());
    private static final QuorumRules EASGD = QuorumRules.of(GAINS, new LowPassFilter());
    private static final QuorumRules COUPLED_VELOCITIES = new QuorumRules(
            GAINS,
            0.3,
            Double.POSITIVE_INFINITY,
            new LowPassFilter(),
            AgentLearningRates.SAME,
            new Judging(3, true, (report, validation) -> validation.meanLoss()),
            Reporting.QUORUM);

    private static final BothBackends NETWORK =
            BothBackends.of("boffi-cnn", BothBackends.DIGIT, "model { dropout = 0.5, l2 = 0.01, batch-norm = true }");

    static Stream<Arguments> algorithms() {
        return Stream.of(
                Arguments.of(QSGD, new Sgd(), 1),
                Arguments.of(QSGD, new Sgd(), 4),
                Arguments.of(EASGD, new HeavyBall(0.9), 1),
                Arguments.of(EASGD, new HeavyBall(0.9), 4),
                Arguments.of(EASGD, new Nesterov(0.9), 1),
                Arguments.of(QSGD, new Nesterov(0.9), 4),
                Arguments.of(COUPLED_VELOCITIES, new Nesterov(0.9), 4),
                Arguments.of(COUPLED_VELOCITIES, new Sgd(), 1));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void inOneThread(QuorumRules quorum, Optimiser optimiser, int localSteps) {
        AgentRules rules = rules(optimiser);
        List<RoundRecord> onHeap = run(local(NETWORK.torch(), rules, quorum), rules, quorum, localSteps);
        // questions change nothing, nor are they a round's bytes
        List<RoundRecord> onDevice =
                run(local(NETWORK.onDevice(), rules, quorum), rules, quorum, localSteps, GradientMeasures::of);
        assertSameBits(onDevice, onHeap);
        assertThat(bytes(onHeap)).containsOnly(0L);
        assertThat(bytes(onDevice)).isEqualTo(formula(quorum, optimiser, localSteps));
    }

    @Test
    void onACluster() {
        try (JavaSparkContext context = spark()) {
            algorithms().map(Arguments::get).forEach(each -> {
                QuorumRules quorum = (QuorumRules) each[0];
                Optimiser optimiser = (Optimiser) each[1];
                int localSteps = (int) each[2];
                AgentRules rules = rules(optimiser);
                List<RoundRecord> oracle = run(local(NETWORK.torch(), rules, quorum), rules, quorum, localSteps);
                List<RoundRecord> onDevice =
                        run(spark(context, NETWORK.onDevice(), rules, quorum), rules, quorum, localSteps);
                assertSameBits(onDevice, oracle);
                assertThat(bytes(onDevice)).isEqualTo(formula(quorum, optimiser, localSteps));
            });
        }
    }

    /** What Spark has lost is computed again from states that the device does not know, and so are gradients begun early. */
    @Test
    void agentsWhoseStatesAreLostComeAgain(@TempDir Path checkpoints) {
        AgentRules rules = rules(new Nesterov(0.9));
        List<RoundRecord> oracle = run(local(NETWORK.torch(), rules, EASGD), rules, EASGD, 2);
        try (JavaSparkContext context = spark();
                SparkEnsemble ensemble = spark(context, NETWORK.onDevice(), rules, EASGD)) {
            context.setCheckpointDir(checkpoints.toString());
            QuorumLoop loop = new QuorumLoop(ensemble, rules, EASGD, 2);
            List<RoundRecord> records = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                if (round == 3) {
                    context.getPersistentRDDs().values().forEach(rdd -> rdd.unpersist(true));
                }
                records.add(loop.advance());
                GradientMeasures.of(ensemble, loop);
            }
            assertSameBits(records, oracle);
        }
    }

    /**
     * Bytes of a round, over all agents, with b images of P pixels a minibatch, n parameters, m statistics and tau steps: the signal,
     * 4 n, and the mean velocity where velocities are coupled come; position, 4 n, statistics, 4 m, and the velocity where it moves
     * leave; each step brings pixels, labels and dropout's factors, and takes b losses, the penalty and the gradient's norm; the round
     * ends with three norms. The first round brings the start as well.
     */
    private static List<Long> formula(QuorumRules quorum, Optimiser optimiser, int localSteps) {
        TorchNetwork network = NETWORK.torch().network();
        long n = network.parameterCount();
        long m = network.statisticCount();
        assertThat(m).isPositive();
        boolean coupled = quorum == COUPLED_VELOCITIES;
        boolean moves = coupled || optimiser.keepsVelocity();
        long exchange = 4 * n * (coupled ? 2 : 1) + 4 * n * (moves ? 2 : 1) + 4 * m;
        long step =
                4 * BATCH * network.input().pixels() + 8 * BATCH + 4 * BATCH * network.lastInputs() + 8 * BATCH + 8 + 8;
        long round = AGENTS * (exchange + localSteps * step + 3 * 8);
        List<Long> rounds = new ArrayList<>();
        for (int r = 0; r < ROUNDS; r++) {
            rounds.add(r == 0 ? round + AGENTS * 4 * (2 * n + m) : round);
        }
        return rounds;
    }

    private static List<Long> bytes(List<RoundRecord> records) {
        return records.stream()
                .map(record -> record.reports().stream()
                        .mapToLong(AgentReport::deviceBytes)
                        .sum())
                .toList();
    }

    private static AgentRules rules(Optimiser optimiser) {
        return new AgentRules(optimiser, new ConstantSchedule(0.05), new GradientClip(1));
    }

    private static LocalEnsemble local(Problem problem, AgentRules rules, QuorumRules quorum) {
        return new LocalEnsemble(problem, AGENTS, rules, quorum.coupled());
    }

    private static JavaSparkContext spark() {
        return new JavaSparkContext(SparkDefaults.apply(new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")));
    }

    private static SparkEnsemble spark(
            JavaSparkContext context, Problem problem, AgentRules rules, QuorumRules quorum) {
        return new SparkEnsemble(
                context,
                new JobLabels("device-" + RUNS.incrementAndGet(), "test", ROUNDS),
                problem,
                AGENTS,
                rules,
                quorum.coupled(),
                4,
                NextGradient.EARLY,
                DeadlineRule.WAIT);
    }

    private static List<RoundRecord> run(Ensemble ensemble, AgentRules rules, QuorumRules quorum, int localSteps) {
        return run(ensemble, rules, quorum, localSteps, (agents, loop) -> {});
    }

    /** @param between what happens after every round */
    private static List<RoundRecord> run(
            Ensemble ensemble,
            AgentRules rules,
            QuorumRules quorum,
            int localSteps,
            BiConsumer<Ensemble, QuorumLoop> between) {
        try (ensemble) {
            QuorumLoop loop = new QuorumLoop(ensemble, rules, quorum, localSteps);
            List<RoundRecord> records = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                records.add(loop.advance());
                between.accept(ensemble, loop);
            }
            return records;
        }
    }

    private static void assertSameBits(List<RoundRecord> actual, List<RoundRecord> expected) {
        for (int round = 0; round < ROUNDS; round++) {
            RoundRecord a = actual.get(round);
            RoundRecord e = expected.get(round);
            assertThat(QuorumHash.sha256(a.centre().hostValues()))
                    .isEqualTo(QuorumHash.sha256(e.centre().hostValues()));
            assertThat(a.trainLoss()).isEqualTo(e.trainLoss());
            assertThat(a.gradientNorm()).isEqualTo(e.gradientNorm());
            assertThat(a.synchronization()).isEqualTo(e.synchronization());
            for (int agent = 0; agent < AGENTS; agent++) {
                AgentReport ours = a.reports().get(agent);
                AgentReport theirs = e.reports().get(agent);
                assertThat(ours.position()).isEqualTo(theirs.position());
                assertThat(ours.velocity()).isEqualTo(theirs.velocity());
                assertThat(ours.statistics()).isEqualTo(theirs.statistics());
                assertThat(ours.updateNorm()).isEqualTo(theirs.updateNorm());
            }
        }
    }
}
