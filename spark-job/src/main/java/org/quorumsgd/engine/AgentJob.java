package org.quorumsgd.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.runtime.AbstractFunction0;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over agents: a function of each partition's one element. It runs by itself; whoever wants the results waits.
 *
 * <p>What {@code map(...).collectAsync()} does, without its lambdas: Spark's closure cleaner parses the class files around every
 * lambda anew, which would take a good part of a short round. It passes over functions that are classes of their own.
 */
final class AgentJob<R> implements AgentWork {
    private final List<Integer> asked;
    private final AtomicReferenceArray<R> results;
    private final FutureAction<BoxedUnit> action;
    private final long submitted;
    private final AtomicLong newestAnswer;

    private AgentJob(List<Integer> asked, KeepResult<R> kept, FutureAction<BoxedUnit> action, long submitted) {
        this.asked = asked;
        this.results = kept.results;
        this.newestAnswer = kept.newest;
        this.action = action;
        this.submitted = submitted;
    }

    /** @param asked agents, in agent order */
    static <T, R> AgentJob<R> submit(
            JavaSparkContext context, JavaRDD<T> agents, List<Integer> asked, Function<T, R> function) {
        return submit(context, agents, asked, function, () -> {});
    }

    /**
     * The same.
     *
     * @param answered called after each answer, on a thread that must not be held up
     */
    static <T, R> AgentJob<R> submit(
            JavaSparkContext context,
            JavaRDD<T> agents,
            List<Integer> asked,
            Function<T, R> function,
            Runnable answered) {
        long submitted = System.nanoTime();
        KeepResult<R> kept =
                new KeepResult<>(new AtomicReferenceArray<>(asked.size()), new AtomicLong(submitted), answered);
        List<Object> partitions = new ArrayList<>(asked);
        FutureAction<BoxedUnit> action = context.sc()
                .submitJob(
                        agents.rdd(),
                        new OnTheOneElement<>(function),
                        JavaConverters.asScalaBuffer(partitions).toSeq(),
                        kept,
                        new Nothing());
        return new AgentJob<>(asked, kept, action, submitted);
    }

    @Override
    public boolean await(double seconds) {
        try {
            // A Duration of seconds would refuse more than 292 years, which a deadline may be told to have.
            Await.ready(action, Duration.create((long) (seconds * 1e9), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("The job was interrupted");
            cancelled.initCause(e);
            throw cancelled;
        }
        action.value().get().get();
        return true;
    }

    /** Whether it has ended, well or not. */
    boolean isCompleted() {
        return action.isCompleted();
    }

    /** All answers, in agent order; only once all are there. */
    List<R> answers() {
        List<R> inAgentOrder = new ArrayList<>(asked.size());
        for (int position = 0; position < asked.size(); position++) {
            inAgentOrder.add(results.get(position));
        }
        return inAgentOrder;
    }

    /** What an agent that was asked has answered, if it has. */
    Optional<R> answer(int agent) {
        return Optional.ofNullable(results.get(asked.indexOf(agent)));
    }

    /** When it was submitted, as {@link System#nanoTime} tells. */
    long submitted() {
        return submitted;
    }

    /** From there to the newest answer; 0 while there is none. */
    double seconds() {
        return (newestAnswer.get() - submitted) * 1e-9;
    }

    @Override
    public int answered() {
        return asked.size() - missing().size();
    }

    @Override
    public List<Integer> missing() {
        return asked.stream().filter(agent -> answer(agent).isEmpty()).toList();
    }

    @Override
    public int job() {
        return (Integer) action.jobIds().head();
    }

    /** Lets nobody work on it any more, as far as threads heed interrupts. */
    void cancel() {
        action.cancel();
    }

    private record OnTheOneElement<T, R>(Function<T, R> function) implements Function1<Iterator<T>, R>, Serializable {
        @Override
        public R apply(Iterator<T> partition) {
            try {
                return function.call(partition.next());
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Runs in the driver, on Spark's one scheduling thread. */
    private record KeepResult<R>(AtomicReferenceArray<R> results, AtomicLong newest, Runnable answered)
            implements Function2<Object, R, BoxedUnit> {
        @Override
        public BoxedUnit apply(Object position, R result) {
            newest.set(System.nanoTime());
            results.set((Integer) position, result);
            answered.run();
            return BoxedUnit.UNIT;
        }
    }

    private static final class Nothing extends AbstractFunction0<BoxedUnit> {
        @Override
        public BoxedUnit apply() {
            return BoxedUnit.UNIT;
        }
    }
}
