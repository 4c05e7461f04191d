package org.quorumsgd.engine;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Residence;
import org.quorumsgd.agent.Split;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.vector.Vector;

/**
 * An objective that can begin an agent's next gradient before it is asked for, while the driver still gathers the agents: the
 * pull needs the common signal, the gradient does not.
 *
 * <p>A prefetched gradient is used if step, point and statistics are those asked for, to the bit; otherwise it is computed anew. So
 * prefetching changes no result. The objective behind works on one thread of {@code threads} at a time.
 */
final class PrefetchingObjective implements Objective {
    private final Objective objective;
    private final Executor threads;
    private CompletableFuture<?> busy = CompletableFuture.completedFuture(null);
    private @Nullable Prefetched prefetched;
    private long waitedNanos;
    private long computedNanos;

    PrefetchingObjective(Objective objective, Executor threads) {
        this.objective = objective;
        this.threads = threads;
    }

    /** Begins the gradient with which the next round of an agent in this state will begin. */
    void prefetch(AgentState state, Optimiser optimiser) {
        AgentState at = objective.residence().arrive(state);
        Vector point = optimiser.gradientPoint(at.position(), at.velocity());
        Vector gradient = point.zeros();
        Vector statistics = at.statistics().copy();
        CompletableFuture<Computed<Double>> loss =
                begin(() -> objective.gradient(at.step(), point, statistics, gradient));
        prefetched = new Prefetched(at, point, statistics, gradient, loss);
    }

    /** Work from here on is this round's; what questions between the rounds took is not. */
    void beginRound() {
        waitedNanos = 0;
        computedNanos = 0;
    }

    /**
     * Seconds of work since the round began, on whatever thread: what a caller's clock shows without the time it waited here, and
     * the time spent computing for it.
     */
    double workSeconds(long callerNanos) {
        return (callerNanos - waitedNanos + computedNanos) * 1e-9;
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
        Prefetched ready = prefetched;
        prefetched = null;
        if (ready == null || !ready.answers(step, parameters, statistics)) {
            double loss = compute(() -> objective.gradient(step, parameters, statistics, gradient));
            if (ready != null) {
                ready.free();
            }
            return loss;
        }
        double loss = await(ready.loss);
        gradient.assign(ready.gradient);
        statistics.assign(ready.statistics);
        ready.free();
        return loss;
    }

    @Override
    public double probe(Vector parameters, Vector statistics, Vector gradient) {
        return compute(() -> objective.probe(parameters, statistics, gradient));
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        return compute(() -> objective.evaluate(split, model));
    }

    @Override
    public Vector recalibratedStatistics(Model model) {
        return compute(() -> objective.recalibratedStatistics(model));
    }

    /** When the work in hand is done: a gradient begun early reads what gives way to another state. */
    @Override
    public Residence residence() {
        Residence residence = objective.residence();
        return residence == Residence.HOST ? residence : compute(() -> residence);
    }

    @Override
    public List<ParameterBlock> blocks() {
        return objective.blocks();
    }

    /** When the work in hand is done: at once if there is none. */
    @Override
    public void close() {
        busy.whenComplete((done, failure) -> objective.close());
    }

    private <T> T compute(Supplier<T> work) {
        return await(begin(work));
    }

    /** Work of one objective is done in the order in which it was begun. */
    private <T> CompletableFuture<Computed<T>> begin(Supplier<T> work) {
        CompletableFuture<Computed<T>> next = busy.handle((done, failure) -> null)
                .thenApplyAsync(
                        nothing -> {
                            long begin = System.nanoTime();
                            T value = work.get();
                            return new Computed<>(value, System.nanoTime() - begin);
                        },
                        threads);
        busy = next;
        return next;
    }

    private <T> T await(CompletableFuture<Computed<T>> work) {
        long begin = System.nanoTime();
        try {
            Computed<T> computed = work.get();
            waitedNanos += System.nanoTime() - begin;
            computedNanos += computed.nanos;
            return computed.value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("The task was cancelled");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }

    private record Computed<T>(T value, long nanos) {}

    /**
     * @param at the state that the gradient was begun with
     * @param statistics moved on by the minibatch when {@code loss} is there
     */
    private record Prefetched(
            AgentState at, Vector point, Vector statistics, Vector gradient, CompletableFuture<Computed<Double>> loss) {
        boolean answers(long asked, Vector parameters, Vector current) {
            return at.step() == asked
                    && point.sameBits(parameters)
                    && at.statistics().sameBits(current);
        }

        /** What the residence does not own; to be called when the gradient is done. */
        void free() {
            gradient.free();
            statistics.free();
            if (point != at.position()) {
                point.free();
            }
        }
    }
}
