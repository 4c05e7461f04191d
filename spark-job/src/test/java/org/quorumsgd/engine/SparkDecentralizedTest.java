package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.decentralized.DecentralizedLoop;
import org.quorumsgd.decentralized.DecentralizedRules;
import org.quorumsgd.decentralized.DecentralizedState;
import org.quorumsgd.decentralized.DrawnLinkDelays;
import org.quorumsgd.decentralized.Topology;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;

final class SparkDecentralizedTest {
    private static final int AGENTS = 5;
    private static final int ROUNDS = 12;
    private static final int PERIOD = 2;
    private static final RandomStreams STREAMS = new RandomStreams(8);
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Vectors that travel in a closure, and such that are broadcast. */
    @ParameterizedTest
    @CsvSource({"7, 0", "40000, 0.9"})
    void clusterGivesTheBitsOfTheOracle(int dimension, double momentum) {
        Optimiser optimiser = momentum == 0 ? new Sgd() : new Nesterov(momentum);
        AgentRules rules = new AgentRules(optimiser, new ConstantSchedule(0.02), new GradientClip(50));
        Problem problem = new NoisyQuadratic(new RandomStreams(3), dimension, 1, 2, 8, 1, 0);
        AgentRules works = DecentralizedLoop.works(rules);
        List<RoundRecord> expected = run(new LocalAsynchronousEnsemble(problem, AGENTS, works), rules);
        DecentralizedLoop half =
                new DecentralizedLoop(new LocalAsynchronousEnsemble(problem, AGENTS, works), rules, exchange(), PERIOD);
        rounds(half, 5);
        DecentralizedState state = half.state();
        for (String master : List.of("local[1]", "local[4]")) {
            try (JavaSparkContext context = LocalSpark.context(master)) {
                JobLabels labels = new JobLabels("dasgd-" + RUNS.incrementAndGet(), "test", ROUNDS);
                assertSameBits(
                        run(
                                new SparkAsynchronousEnsemble(
                                        context, labels, problem, AGENTS, works, DeadlineRule.WAIT),
                                rules),
                        expected);
                // Goes on from a state of the oracle, to that of the oracle.
                try (AsynchronousEnsemble resumed =
                        new SparkAsynchronousEnsemble(context, labels, problem, AGENTS, works, DeadlineRule.WAIT)) {
                    DecentralizedLoop loop = DecentralizedLoop.resume(resumed, rules, exchange(), PERIOD, state);
                    assertSameBits(rounds(loop, ROUNDS - 5), expected.subList(5, ROUNDS));
                }
            }
        }
    }

    private static List<RoundRecord> run(AsynchronousEnsemble ensemble, AgentRules rules) {
        try (ensemble) {
            return rounds(new DecentralizedLoop(ensemble, rules, exchange(), PERIOD), ROUNDS);
        }
    }

    private static List<RoundRecord> rounds(DecentralizedLoop loop, int count) {
        List<RoundRecord> records = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            records.add(loop.advance());
        }
        return records;
    }

    private static DecentralizedRules exchange() {
        DrawnLinkDelays delays =
                new DrawnLinkDelays(AGENTS, new ExponentialServiceTimes(STREAMS, Purpose.LINK), 0.7, List.of());
        return DecentralizedRules.of(Topology.ring(AGENTS), delays, new ExponentialServiceTimes(STREAMS));
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
                assertThat(a.positions().get(agent)).isEqualTo(e.positions().get(agent));
            }
        }
    }
}
