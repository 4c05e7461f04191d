package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;

final class ClosedObjectivesTest {
    private static final NoisyQuadratic QUADRATIC = new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0.25);
    private static final Queue<Boolean> CLOSED_IN_A_TASK = new ConcurrentLinkedQueue<>();

    /** The driver cannot reach into an executor's memory, so the end of a run must be a task there. */
    @Test
    void aRunThatEndsClosesItsObjectivesWhereTheAgentsLive() {
        AgentRules agents = new AgentRules(new Sgd(), new ConstantSchedule(0.05));
        QuorumRules rules = QuorumRules.of(new EqualGains(new ConstantSchedule(0.5)), new InstantMean());
        Problem watched = new WatchedProblem(QUADRATIC, (objective, agent) -> new TellsWhoCloses(objective));
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            try (SparkEnsemble ensemble = new SparkEnsemble(
                    context,
                    new JobLabels("ends", "test", 2),
                    watched,
                    3,
                    agents,
                    rules.coupled(),
                    2,
                    NextGradient.EARLY,
                    DeadlineRule.WAIT)) {
                QuorumLoop loop = new QuorumLoop(ensemble, agents, rules, 1);
                loop.advance();
                loop.advance();
                assertThat(CLOSED_IN_A_TASK).isEmpty();
            }
            assertThat(CLOSED_IN_A_TASK).containsExactly(true, true, true);
            assertThat(ExecutorObjectives.close("ends")).as("left behind").isZero();
        }
    }

    @Test
    void anAgentThatHasMovedAwayLeavesNothingBehind() {
        Queue<Integer> closed = new ConcurrentLinkedQueue<>();
        Problem watched = new WatchedProblem(QUADRATIC, (objective, agent) -> new ForwardingObjective(objective) {
            @Override
            public void close() {
                closed.add(agent);
            }
        });
        try (JavaSparkContext context = LocalSpark.context("local[1]")) {
            assertThat(context.isLocal())
                    .as("threads to compute on come from it")
                    .isTrue();
            for (int round = 0; round <= 21; round++) {
                for (int agent = 0; agent < (round == 0 ? 2 : 1); agent++) {
                    assertThat(closed).as("at work here at most 20 rounds ago").isEmpty();
                    ExecutorObjectives.forgetTheMoved("moves", agent, round);
                    ExecutorObjectives.use("moves", agent, watched, objective -> objective.blocks());
                }
            }
            assertThat(closed).containsExactly(1);
            assertThat(ExecutorObjectives.close("moves"))
                    .as("the one that stayed")
                    .isEqualTo(1);
        }
    }

    /** Tells whether a task closes it. */
    private static final class TellsWhoCloses extends ForwardingObjective {
        private TellsWhoCloses(Objective objective) {
            super(objective);
        }

        @Override
        public void close() {
            CLOSED_IN_A_TASK.add(TaskContext.get() != null);
        }
    }
}
