package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.event.AgentsLate;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.Vector;

/** One agent's gradient does not come back before the test says so. */
@Timeout(120)
final class LateAgentTest {
    private static final int AGENTS = 5;
    private static final int LATE = 2;
    private static final int STUCK_IN = 8;
    private static final int ROUNDS = 17;

    /** Well above what a busy machine adds to a round of milliseconds. */
    private static final double FLOOR_SECONDS = 2;

    private static final AgentRules RULES = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.05));
    private static final QuorumRules EASGD =
            QuorumRules.of(new EqualGains(new ConstantSchedule(0.5)), new LowPassFilter());
    private static final Problem QUADRATIC = new NoisyQuadratic(new RandomStreams(3), 5_000, 1, 2, 8, 1, 0.25);
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Tasks run in this JVM. */
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    private final List<AgentsLate> told = new CopyOnWriteArrayList<>();

    /** Also after a test that has failed: nothing stays at work in this JVM. */
    @AfterEach
    void open() {
        gate.countDown();
    }

    @ParameterizedTest
    @EnumSource
    void waitingNamesTheLateAgentAndChangesNoBit(NextGradient nextGradient) {
        gate = new CountDownLatch(1);
        try (JavaSparkContext context = context();
                Recording ensemble = ensemble(context, DeadlineAction.WAIT, 0.5, 100, nextGradient)) {
            releaseAfter(1);
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, EASGD, 1);
            advance(loop, ROUNDS);
            ensemble.assertEachReportIsWhatOneThreadGives();
            assertThat(ensemble.staleness(LATE)).containsOnly(0);
        }
        assertThat(told).hasSize(2);
        AgentsLate late = told.get(0);
        assertThat(late.round()).isEqualTo(STUCK_IN + 1);
        assertThat(late.seconds()).isGreaterThanOrEqualTo(FLOOR_SECONDS);
        assertThat(late.agents()).singleElement().satisfies(agent -> {
            assertThat(agent.agent()).isEqualTo(LATE);
            assertThat(agent.host()).isNotEmpty();
            assertThat(agent.executor()).isEqualTo("driver");
            assertThat(agent.stage()).isEqualTo("computing its round");
        });
        assertThat(told.get(1).agents()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void enoughAgentsGoOnAndTheLateOneCatchesUp(NextGradient nextGradient) throws InterruptedException {
        gate = new CountDownLatch(1);
        try (JavaSparkContext context = context();
                Recording ensemble = ensemble(context, DeadlineAction.QUORUM_FRACTION, 0.8, 100, nextGradient)) {
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, EASGD, 1);
            advance(loop, STUCK_IN + 3);
            assertThat(ensemble.staleness(LATE)).endsWith(0, 1, 2, 3);
            assertThat(loop.reports().get(LATE).position())
                    .isEqualTo(ensemble.reports.get(STUCK_IN - 1).get(LATE).position());
            assertThat(loop.reports().get(LATE).updateNorm()).isZero();
            gate.countDown();
            while (loop.reports().get(LATE).staleness() > 0) {
                assertThat(loop.rounds())
                        .as("the last round waits for everyone")
                        .isLessThan(ROUNDS - 1);
                Thread.sleep(200);
                loop.advance();
            }
            advance(loop, ROUNDS - loop.rounds());
            for (int agent = 0; agent < AGENTS; agent++) {
                if (agent != LATE) {
                    assertThat(ensemble.staleness(agent)).containsOnly(0);
                }
            }
            ensemble.assertEachReportIsWhatOneThreadGives();
        }
        assertThat(told).hasSize(2);
        assertThat(told.get(1).agents()).as("nobody is late any more").isEmpty();
    }

    @Test
    void cutOfTheLineageWaitsForEveryone(@TempDir Path checkpoints) {
        int cut = 4;
        gate = new CountDownLatch(1);
        try (JavaSparkContext context = context()) {
            context.setCheckpointDir(checkpoints.toString());
            try (Recording ensemble = ensemble(context, DeadlineAction.QUORUM_FRACTION, 0.8, cut, NextGradient.EARLY)) {
                releaseAfter(2);
                QuorumLoop loop = new QuorumLoop(ensemble, RULES, EASGD, 1);
                advance(loop, ROUNDS);
                List<Integer> staleness = ensemble.staleness(LATE);
                assertThat(staleness.subList(STUCK_IN, STUCK_IN + cut)).containsExactly(1, 2, 3, 0);
                ensemble.assertEachReportIsWhatOneThreadGives();
            }
        }
        assertThat(told).extracting(AgentsLate::round).startsWith(STUCK_IN + 1L, STUCK_IN + 4L);
    }

    @Test
    void questionWaitsForTheLateAgentToCatchUp() {
        gate = new CountDownLatch(1);
        try (JavaSparkContext context = context();
                Recording ensemble = ensemble(context, DeadlineAction.QUORUM_FRACTION, 0.5, 100, NextGradient.EARLY)) {
            QuorumLoop loop = new QuorumLoop(ensemble, RULES, EASGD, 1);
            advance(loop, STUCK_IN + 2);
            assertThat(loop.reports().get(LATE).staleness()).isEqualTo(2);
            new Thread(gate::countDown).start();
            assertThat(ensemble.ask("steps", new Step())).hasSize(AGENTS).containsOnly(loop.step());
            loop.advance();
            assertThat(loop.reports()).extracting(AgentReport::staleness).containsOnly(0);
            advance(loop, ROUNDS - loop.rounds());
            ensemble.assertEachReportIsWhatOneThreadGives();
        }
    }

    @Test
    void tooFewReportsAreWaitedFor() {
        gate = new CountDownLatch(1);
        try (JavaSparkContext context = context();
                Recording ensemble = ensemble(context, DeadlineAction.QUORUM_FRACTION, 0.9, 100, NextGradient.EARLY)) {
            releaseAfter(1);
            advance(new QuorumLoop(ensemble, RULES, EASGD, 1), ROUNDS);
            assertThat(ensemble.staleness(LATE)).containsOnly(0);
        }
        assertThat(told).isNotEmpty();
    }

    private record Step() implements AgentQuestion<Long> {
        @Override
        public Long answer(AgentState state, Objective objective) {
            return state.step();
        }
    }

    private static void advance(QuorumLoop loop, int rounds) {
        for (int round = 0; round < rounds; round++) {
            loop.advance();
        }
    }

    private JavaSparkContext context() {
        JavaSparkContext context = LocalSpark.context("local[7]");
        context.sc().addSparkListener(new SparkListener() {
            @Override
            public void onOtherEvent(SparkListenerEvent event) {
                if (event instanceof AgentsLate late) {
                    told.add(late);
                }
            }
        });
        return context;
    }

    /** Opens the gate once so many late agents have been told of. */
    private void releaseAfter(int times) {
        CountDownLatch held = gate;
        Thread thread = new Thread(() -> {
            try {
                while (told.size() < times) {
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                held.countDown();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static Recording ensemble(
            JavaSparkContext context, DeadlineAction action, double fraction, int cut, NextGradient nextGradient) {
        Problem stuck =
                new WatchedProblem(QUADRATIC, (objective, agent) -> agent == LATE ? new Stuck(objective) : objective);
        return new Recording(new SparkEnsemble(
                context,
                new JobLabels("late-" + RUNS.incrementAndGet(), "late", ROUNDS),
                stuck,
                AGENTS,
                RULES,
                EASGD.coupled(),
                cut,
                nextGradient,
                new DeadlineRule(action, 10, FLOOR_SECONDS, fraction)));
    }

    private static final class Stuck extends ForwardingObjective {
        private Stuck(Objective objective) {
            super(objective);
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            if (step == STUCK_IN) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return super.gradient(step, parameters, statistics, gradient);
        }
    }

    /** Keeps what the agents were sent and what they reported. */
    private static final class Recording implements Ensemble {
        private final Ensemble ensemble;
        private final List<RoundPlan> plans = new ArrayList<>();
        private final List<CommonSignal> signals = new ArrayList<>();
        private final List<List<AgentReport>> reports = new ArrayList<>();

        private Recording(Ensemble ensemble) {
            this.ensemble = ensemble;
        }

        @Override
        public List<AgentReport> start() {
            return ensemble.start();
        }

        @Override
        public List<AgentReport> round(RoundPlan plan, CommonSignal signal) {
            plans.add(plan);
            signals.add(signal);
            reports.add(ensemble.round(plan, signal));
            return reports.get(reports.size() - 1);
        }

        List<Integer> staleness(int agent) {
            return reports.stream().map(each -> each.get(agent).staleness()).toList();
        }

        /** What an agent does is a function of what it is sent, however late; a report that stands in is an earlier one. */
        void assertEachReportIsWhatOneThreadGives() {
            List<List<AgentReport>> expected = new ArrayList<>();
            try (LocalEnsemble local = new LocalEnsemble(QUADRATIC, AGENTS, RULES, EASGD.coupled())) {
                for (int round = 0; round < plans.size(); round++) {
                    expected.add(local.round(plans.get(round), signals.get(round)));
                }
            }
            for (int round = 0; round < reports.size(); round++) {
                for (int agent = 0; agent < AGENTS; agent++) {
                    AgentReport report = reports.get(round).get(agent);
                    AgentReport same = expected.get(round - report.staleness()).get(agent);
                    assertThat(report.position()).isEqualTo(same.position());
                    assertThat(report.trainLoss()).isEqualTo(same.trainLoss());
                }
            }
        }

        @Override
        public <R> List<R> ask(String what, AgentQuestion<R> question) {
            return ensemble.ask(what, question);
        }

        @Override
        public void close() {
            ensemble.close();
        }
    }
}
