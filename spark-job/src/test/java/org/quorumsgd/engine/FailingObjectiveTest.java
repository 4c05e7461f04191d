package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.Vector;

final class FailingObjectiveTest {
    private static final AgentRules RULES = new AgentRules(new Sgd(), new ConstantSchedule(0.05));
    private static final QuorumRules QSGD =
            QuorumRules.of(new EqualGains(new ConstantSchedule(0.5)), new InstantMean());
    private static final NoisyQuadratic QUADRATIC = new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0.25);
    private static final AtomicInteger CLOSED_BROKEN = new AtomicInteger();
    private static final AtomicInteger OPENED_FOR_AGENT_0 = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void secondAttemptOfATaskDoesNotInheritWhatTheFirstOneBroke(NextGradient nextGradient) {
        CLOSED_BROKEN.set(0);
        OPENED_FOR_AGENT_0.set(0);
        Problem breaksOnce = new WatchedProblem(
                QUADRATIC,
                (objective, agent) -> agent == 0 && OPENED_FOR_AGENT_0.getAndIncrement() == 0
                        ? new BreaksAtStepOne(objective)
                        : objective);
        List<float[]> expected = rounds(new LocalEnsemble(QUADRATIC, 2, RULES, Coupled.POSITION));
        try (JavaSparkContext context = LocalSpark.context("local[2,4]")) {
            List<float[]> actual = rounds(new SparkEnsemble(
                    context,
                    new JobLabels("broken " + nextGradient, "test", 3),
                    breaksOnce,
                    2,
                    RULES,
                    Coupled.POSITION,
                    2,
                    nextGradient,
                    DeadlineRule.WAIT));
            for (int round = 0; round < expected.size(); round++) {
                assertThat(actual.get(round)).isEqualTo(expected.get(round));
            }
        }
        assertThat(CLOSED_BROKEN).hasValue(1);
    }

    private static List<float[]> rounds(Ensemble ensemble) {
        try (ensemble) {
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, QSGD, 1);
            return List.of(1, 2, 3).stream()
                    .map(round -> loop.advance().reports().get(0).position())
                    .toList();
        }
    }

    /** Fails at step 1, as when a native library gives up, and gives nonsense from then on. */
    private static final class BreaksAtStepOne extends ForwardingObjective {
        private boolean broken;

        private BreaksAtStepOne(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            double loss = super.gradient(step, parameters, statistics, gradient);
            if (broken) {
                gradient.scale(2);
            } else if (step == 1) {
                broken = true;
                throw new IllegalStateException("broken on purpose");
            }
            return loss;
        }

        @Override
        public void close() {
            if (broken) {
                CLOSED_BROKEN.incrementAndGet();
            }
            super.close();
        }
    }
}
