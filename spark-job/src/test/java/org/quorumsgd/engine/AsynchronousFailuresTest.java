package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousQsgd;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.ConstantServiceTimes;
import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.event.AgentsLate;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.Vector;
import scala.collection.JavaConverters;

/** What is left of asynchronous agents that fail, and what is told of those that are late. */
@Timeout(120)
final class AsynchronousFailuresTest {
    private static final int AGENTS = 3;
    private static final int ODD = 1;
    private static final int STEP = 7;
    /** So large that vectors are broadcast. */
    private static final int DIMENSION = 40_000;

    private static final AgentRules RULES = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.05));
    private static final NoisyQuadratic QUADRATIC =
            new NoisyQuadratic(new RandomStreams(3), DIMENSION, 1, 2, 8, 1, 0.25);
    private static final AtomicInteger OPEN = new AtomicInteger();
    /** The driver cannot reach into an executor's memory, so only what a task closes counts, or a thread that still computes for one that was killed. */
    private static final AtomicInteger CLOSED_BY_THE_DRIVER = new AtomicInteger();

    /** Tasks run in this JVM. */
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    @Test
    void nothingOfARunStaysBehind() throws InterruptedException {
        OPEN.set(0);
        CLOSED_BY_THE_DRIVER.set(0);
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            SparkAsynchronousEnsemble ensemble = ensemble(context, "ends", DeadlineRule.WAIT, objective -> objective);
            AsynchronousLoop loop = loop(ensemble);
            loop.advance();
            loop.advance();
            assertThat(OPEN).as("held in the executors").hasValue(AGENTS);
            assertThat(vectorsIn(context)).as("under way").isPositive();
            ensemble.close();
            assertNothingStays(context, "ends");
        }
    }

    @Test
    void nothingOfARunThatFailsStaysBehind() throws InterruptedException {
        OPEN.set(0);
        CLOSED_BY_THE_DRIVER.set(0);
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            SparkAsynchronousEnsemble ensemble = ensemble(context, "fails", DeadlineRule.WAIT, Breaking::new);
            AsynchronousLoop loop = loop(ensemble);
            assertThatThrownBy(() -> advance(loop, STEP + 1)).hasStackTraceContaining("broken on purpose");
            ensemble.close();
            assertNothingStays(context, "fails");
        }
    }

    @Test
    void aLateAgentIsNamedWithItsRoundAfterAMultipleOfTheUsualTime() {
        gate = new CountDownLatch(1);
        List<AgentsLate> told = new CopyOnWriteArrayList<>();
        try (JavaSparkContext context = LocalSpark.context("local[4]")) {
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onOtherEvent(SparkListenerEvent event) {
                    if (event instanceof AgentsLate late) {
                        told.add(late);
                        gate.countDown();
                    }
                }
            });
            // What has no median may take 10 times as long as this.
            DeadlineRule rule = new DeadlineRule(DeadlineAction.WAIT, 10, 2, 0.5);
            SparkAsynchronousEnsemble ensemble = ensemble(context, "late", rule, Stuck::new);
            try (ensemble) {
                advance(loop(ensemble), STEP + 2);
            } finally {
                gate.countDown();
            }
        }
        assertThat(told).hasSize(2);
        AgentsLate late = told.get(0);
        assertThat(late.round()).as("in which the work was handed out").isEqualTo(STEP);
        assertThat(late.seconds()).isBetween(2.0, 20.0);
        assertThat(late.usualSeconds()).isPositive();
        assertThat(late.agents()).singleElement().satisfies(agent -> {
            assertThat(agent.agent()).isEqualTo(ODD);
            assertThat(agent.host()).isNotEmpty();
            assertThat(agent.stage()).isEqualTo("computing its round");
        });
        assertThat(told.get(1).agents()).isEmpty();
    }

    private interface Watch extends java.io.Serializable {
        Objective inFrontOf(Objective objective);
    }

    private static SparkAsynchronousEnsemble ensemble(
            JavaSparkContext context, String runId, DeadlineRule deadline, Watch odd) {
        Problem watched = new WatchedProblem(
                QUADRATIC, (objective, agent) -> new Counted(agent == ODD ? odd.inFrontOf(objective) : objective));
        return new SparkAsynchronousEnsemble(
                context, new JobLabels(runId, "test", 100), watched, AGENTS, RULES, deadline);
    }

    private static AsynchronousLoop loop(SparkAsynchronousEnsemble ensemble) {
        AsynchronousQsgd qsgd = new AsynchronousQsgd(AGENTS, new ConstantSchedule(2), new ConstantSchedule(0.05));
        return new AsynchronousLoop(ensemble, RULES, AsynchronousRules.of(qsgd, new ConstantServiceTimes()), 1);
    }

    private static void advance(AsynchronousLoop loop, int rounds) {
        for (int round = 0; round < rounds; round++) {
            loop.advance();
        }
    }

    private static void assertNothingStays(JavaSparkContext context, String runId) throws InterruptedException {
        // What a killed task was computing is closed when it has been computed.
        for (int poll = 0; poll < 500 && OPEN.get() > 0; poll++) {
            Thread.sleep(20);
        }
        assertThat(OPEN).as("data and models").hasValue(0);
        assertThat(CLOSED_BY_THE_DRIVER).hasValue(0);
        assertThat(ExecutorObjectives.close(runId)).isZero();
        assertThat(context.getPersistentRDDs()).isEmpty();
        // Spark frees blocks on threads of its own.
        for (int poll = 0; poll < 500 && vectorsIn(context) > 0; poll++) {
            Thread.sleep(20);
        }
        assertThat(vectorsIn(context)).isZero();
    }

    /** Blocks of the driver's store as large as a vector; Spark's own broadcasts are small. */
    private static long vectorsIn(JavaSparkContext context) {
        BlockManager blocks = context.env().blockManager();
        return JavaConverters.seqAsJavaList(blocks.getMatchingBlockIds(BlockId::isBroadcast)).stream()
                .map(blocks::getStatus)
                .filter(status -> status.isDefined() && status.get().memSize() >= DIMENSION * Float.BYTES)
                .count();
    }

    /** Counts how many are open. */
    private static final class Counted extends ForwardingObjective {
        private Counted(Objective objective) {
            super(objective);
            OPEN.incrementAndGet();
        }

        @Override
        public void close() {
            OPEN.decrementAndGet();
            if (TaskContext.get() == null && !Thread.currentThread().getName().startsWith("quorum-compute-")) {
                CLOSED_BY_THE_DRIVER.incrementAndGet();
            }
            super.close();
        }
    }

    private static final class Breaking extends ForwardingObjective {
        private Breaking(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            if (step == STEP) {
                throw new IllegalStateException("broken on purpose");
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }

    private static final class Stuck extends ForwardingObjective {
        private Stuck(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            if (step == STEP) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }
}
