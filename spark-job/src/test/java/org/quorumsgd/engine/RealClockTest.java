package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.asynchronous.ArrivalOrder;
import org.quorumsgd.asynchronous.AsynchronousEasgd;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.CommitOrder;
import org.quorumsgd.asynchronous.Committed;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.asynchronous.RecordedOrder;
import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.event.AgentsLate;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.Vector;

/** Commits in the order in which they arrive, and that order once more. */
@Timeout(180)
final class RealClockTest {
    private static final int AGENTS = 4;
    private static final int ROUNDS = 10;
    private static final int RECORDINGS = 5;
    private static final AgentRules RULES = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.05));
    private static final NoisyQuadratic QUADRATIC = new NoisyQuadratic(new RandomStreams(3), 40, 1, 2, 8, 1, 0.25);

    /** Tasks run in this JVM. */
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    /** What a run leaves. */
    private record Recording(List<Integer> order, Vector quorum, List<Committed> commits) {}

    @Test
    void aRecordedOrderGivesTheBitsOfItsRecordingHoweverLongAgentsWork() {
        Set<List<Integer>> orders = new HashSet<>();
        Set<Vector> results = new HashSet<>();
        try (JavaSparkContext context = LocalSpark.context("local[4]")) {
            for (int recording = 0; recording < RECORDINGS; recording++) {
                Recording recorded = run(context, "recording-" + recording, delayed(recording), new ArrivalOrder());
                Recording replayed = run(
                        context, "replay-" + recording, delayed(100 + recording), new RecordedOrder(recorded.order));
                assertThat(replayed.quorum).isEqualTo(recorded.quorum);
                assertThat(replayed.order).isEqualTo(recorded.order);
                assertThat(oracle(recorded.order)).isEqualTo(recorded.quorum);
                orders.add(recorded.order);
                results.add(recorded.quorum);
            }
        }
        assertThat(orders).as("recordings differ").hasSizeGreaterThan(1);
        assertThat(results).hasSameSizeAs(orders);
    }

    @Test
    void stalenessIsThatOfTheRealOrderAndTimeGoesOn() {
        try (JavaSparkContext context = LocalSpark.context("local[4]")) {
            List<Committed> commits = run(context, "staleness", delayed(7), new ArrivalOrder()).commits;
            long[] last = {-1, -1, -1, -1};
            double time = 0;
            for (Committed commit : commits) {
                assertThat(commit.staleness()).isEqualTo((int) (commit.commit() - last[commit.agent()] - 1));
                last[commit.agent()] = commit.commit();
                assertThat(commit.time()).isBetween(time, 100.0);
                time = commit.time();
            }
            assertThat(time).isGreaterThan(ROUNDS * 0.004);
        }
    }

    /** An agent that never ends its work holds up nobody, and is told of. */
    @Test
    void aStragglerHoldsUpNobodyAndIsNamedOnceItIsLate() {
        gate = new CountDownLatch(1);
        List<AgentsLate> told = new CopyOnWriteArrayList<>();
        Problem held = new WatchedProblem(
                QUADRATIC, (objective, agent) -> agent == 2 ? new Held(objective) : new Delayed(objective, 5, agent));
        try (JavaSparkContext context = LocalSpark.context("local[4]")) {
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onOtherEvent(SparkListenerEvent event) {
                    if (event instanceof AgentsLate late) {
                        told.add(late);
                    }
                }
            });
            DeadlineRule rule = new DeadlineRule(DeadlineAction.WAIT, 10, 0.5, 0.5);
            try (SparkAsynchronousEnsemble ensemble = ensemble(context, "straggler", held, rule)) {
                try {
                    AsynchronousLoop loop = loop(ensemble, new ArrivalOrder());
                    List<Integer> agents = new ArrayList<>();
                    while (told.isEmpty()) {
                        loop.advance();
                        loop.commits().forEach(commit -> agents.add(commit.agent()));
                    }
                    assertThat(agents).contains(0, 1, 3).doesNotContain(2);
                    assertThat(told)
                            .singleElement()
                            .satisfies(late -> assertThat(late.agents())
                                    .singleElement()
                                    .satisfies(
                                            agent -> assertThat(agent.agent()).isEqualTo(2)));
                } finally { // before the ensemble is closed, which waits for its works
                    gate.countDown();
                }
            }
        }
    }

    @Test
    void aWorkThatFailsEndsTheRunThoughOthersGoOn() {
        Problem broken = new WatchedProblem(
                QUADRATIC, (objective, agent) -> agent == 1 ? new Broken(objective) : new Delayed(objective, 5, agent));
        try (JavaSparkContext context = LocalSpark.context("local[2]");
                SparkAsynchronousEnsemble ensemble = ensemble(context, "broken", broken, DeadlineRule.WAIT)) {
            AsynchronousLoop loop = loop(ensemble, new ArrivalOrder());
            assertThatThrownBy(() -> {
                        while (true) {
                            loop.advance();
                        }
                    })
                    .hasStackTraceContaining("broken on purpose");
        }
    }

    private static Recording run(JavaSparkContext context, String id, Problem problem, CommitOrder order) {
        try (SparkAsynchronousEnsemble ensemble = ensemble(context, id, problem, DeadlineRule.WAIT)) {
            AsynchronousLoop loop = loop(ensemble, order);
            List<Committed> commits = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                loop.advance();
                commits.addAll(loop.commits());
                if (round == 4) {
                    loop.evaluate(Split.TEST); // waits for all works, and keeps their order
                }
            }
            return new Recording(commits.stream().map(Committed::agent).toList(), loop.quorum(), commits);
        }
    }

    private static Vector oracle(List<Integer> order) {
        AsynchronousLoop loop = loop(new LocalAsynchronousEnsemble(QUADRATIC, AGENTS, RULES), new RecordedOrder(order));
        for (int round = 0; round < ROUNDS; round++) {
            loop.advance();
        }
        return loop.quorum();
    }

    private static AsynchronousLoop loop(AsynchronousEnsemble ensemble, CommitOrder order) {
        AsynchronousEasgd rule = new AsynchronousEasgd(new ConstantSchedule(2), new ConstantSchedule(0.05));
        return new AsynchronousLoop(ensemble, RULES, AsynchronousRules.of(rule, order), 1);
    }

    private static SparkAsynchronousEnsemble ensemble(
            JavaSparkContext context, String id, Problem problem, DeadlineRule deadline) {
        return new SparkAsynchronousEnsemble(
                context, new JobLabels(id, "test", ROUNDS), problem, AGENTS, RULES, deadline);
    }

    private static Problem delayed(long seed) {
        return new WatchedProblem(QUADRATIC, (objective, agent) -> new Delayed(objective, seed, agent));
    }

    /** Takes 4 to 20 ms, as drawn from a seed. */
    private static final class Delayed extends ForwardingObjective {
        private final SplittableRandom random;

        private Delayed(Objective objective, long seed, int agent) {
            super(objective);
            this.random = new SplittableRandom(31 * seed + agent);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            try {
                Thread.sleep(random.nextInt(4, 20));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }

    private static final class Held extends ForwardingObjective {
        private Held(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }

    private static final class Broken extends ForwardingObjective {
        private Broken(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            throw new IllegalStateException("broken on purpose");
        }
    }
}
