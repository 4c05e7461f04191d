package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

final class PrefetchingObjectiveTest {
    private static final NoisyQuadratic QUADRATIC = new NoisyQuadratic(new RandomStreams(5), 6, 1, 2, 8, 1, 0.25);
    private static final Nesterov NESTEROV = new Nesterov(0.9);
    private static final AgentState STATE = new AgentState(
            0,
            3,
            HeapVector.of(1, 2, 3, 4, 5, 6),
            HeapVector.of(6, 5, 4, 3, 2, 1),
            QUADRATIC.start(0).statistics());

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void prefetchedGradientIsThatOfTheRoundToTheBitAndIsComputedOnce() {
        PrefetchingObjective prefetching = new PrefetchingObjective(noted(QUADRATIC.open(0)), threads);
        Vector expected = STATE.position().zeros();
        double expectedLoss = ask(QUADRATIC.open(0), STATE, expected);

        prefetching.prefetch(STATE, NESTEROV);
        Vector actual = STATE.position().zeros();
        assertThat(ask(prefetching, STATE, actual)).isEqualTo(expectedLoss);
        assertThat(actual).isEqualTo(expected);
        assertThat(calls).containsExactly("gradient 3");
    }

    /** As after a replay of the agent from an older state. */
    @Test
    void gradientOfAnotherStepOrPointIsComputedAnew() {
        PrefetchingObjective prefetching = new PrefetchingObjective(noted(QUADRATIC.open(0)), threads);
        AgentState earlier = new AgentState(0, 2, STATE.position(), STATE.velocity(), STATE.statistics());
        AgentState elsewhere =
                new AgentState(0, 3, HeapVector.of(1, 2, 3, 4, 5, 7), STATE.velocity(), STATE.statistics());
        for (AgentState other : List.of(earlier, elsewhere)) {
            Vector expected = STATE.position().zeros();
            double expectedLoss = ask(QUADRATIC.open(0), other, expected);
            prefetching.prefetch(STATE, NESTEROV);
            Vector actual = STATE.position().zeros();
            assertThat(ask(prefetching, other, actual)).isEqualTo(expectedLoss);
            assertThat(actual).isEqualTo(expected);
        }
        assertThat(calls).containsExactly("gradient 3", "gradient 2", "gradient 3", "gradient 3");
    }

    /** A question waits behind an early gradient: counted, its wait would make the time of the next round negative. */
    @Test
    void whatQuestionsTookIsNoTimeOfTheNextRound() {
        PrefetchingObjective prefetching = new PrefetchingObjective(
                new ForwardingObjective(QUADRATIC.open(0)) {
                    @Override
                    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
                        pause(100);
                        return super.gradient(step, parameters, statistics, gradient);
                    }
                },
                threads);
        prefetching.prefetch(STATE, NESTEROV);
        prefetching.probe(STATE.position(), STATE.statistics(), STATE.position().zeros());
        prefetching.beginRound();
        ask(prefetching, STATE, STATE.position().zeros());
        assertThat(prefetching.workSeconds(1_000_000_000)).isBetween(1.09, 2.0);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatFailsEarlyFailsWhenItIsAskedFor() {
        PrefetchingObjective prefetching = new PrefetchingObjective(
                new ForwardingObjective(QUADRATIC.open(0)) {
                    @Override
                    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
                        throw new OutOfMemoryError("on purpose");
                    }
                },
                threads);
        prefetching.prefetch(STATE, NESTEROV);
        assertThatThrownBy(() -> ask(prefetching, STATE, STATE.position().zeros()))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("on purpose");
    }

    @Test
    void neverDoesTwoThingsAtOnceAndClosesWhenTheLastIsDone() throws InterruptedException {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        PrefetchingObjective prefetching = new PrefetchingObjective(
                new ForwardingObjective(QUADRATIC.open(0)) {
                    @Override
                    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
                        try {
                            mayGoOn.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        calls.add("gradient");
                        return super.gradient(step, parameters, statistics, gradient);
                    }

                    @Override
                    public double probe(Vector parameters, Vector statistics, Vector gradient) {
                        calls.add("probe");
                        return super.probe(parameters, statistics, gradient);
                    }

                    @Override
                    public void close() {
                        calls.add("close");
                        closed.countDown();
                    }
                },
                threads);
        prefetching.prefetch(STATE, NESTEROV);
        threads.execute(() -> {
            prefetching.probe(
                    STATE.position(), STATE.statistics(), STATE.position().zeros());
            prefetching.prefetch(STATE, NESTEROV);
            prefetching.close();
        });
        assertThat(calls).isEmpty();
        mayGoOn.countDown();
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(calls).containsExactly("gradient", "probe", "gradient", "close");
    }

    private static double ask(Objective objective, AgentState state, Vector gradient) {
        return objective.gradient(
                state.step(),
                NESTEROV.gradientPoint(state.position(), state.velocity()),
                state.statistics().copy(),
                gradient);
    }

    private Objective noted(Objective objective) {
        return new ForwardingObjective(objective) {
            @Override
            public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
                calls.add("gradient " + step);
                return super.gradient(step, parameters, statistics, gradient);
            }
        };
    }
}
