package org.quorumsgd.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over the agents: a function of each partition's one element, results in agent order.
 *
 * <p>What {@code map(...).collect()} does, without its lambdas: Spark's closure cleaner parses the class files around every
 * lambda anew, which would take a good part of a short round. It passes over functions that are classes of their own.
 */
final class AgentJob {
    private static final Logger LOG = LoggerFactory.getLogger(AgentJob.class);

    private AgentJob() {}

    static <R> List<R> run(JavaSparkContext context, JavaRDD<PlacedResult> agents, Function<PlacedResult, R> function) {
        int partitions = agents.getNumPartitions();
        Object[] results = new Object[partitions];
        List<Object> all =
                new ArrayList<>(IntStream.range(0, partitions).boxed().toList());
        try {
            context.sc()
                    .runJob(
                            agents.rdd(),
                            new OnTheOneElement<>(function),
                            JavaConverters.asScalaBuffer(all).toSeq(),
                            new KeepResult<R>(results),
                            classTag());
        } catch (Exception e) { // Spark's exceptions are checked but not declared
            if (Arrays.asList(results).contains(null)) {
                throw e;
            }
            // Every agent has answered: what failed is the checkpoint that Spark writes after that, and Lineage sees
            // that it is not there.
            LOG.warn("Spark could not write its checkpoint of the agents: {}", firstLine(e));
        }
        List<R> inAgentOrder = new ArrayList<>(partitions);
        for (Object result : results) {
            // Only KeepResult<R> fills the array.
            @SuppressWarnings("unchecked")
            R typed = (R) result;
            inAgentOrder.add(typed);
        }
        return inAgentOrder;
    }

    private static String firstLine(Exception e) {
        return e.toString().lines().findFirst().orElse("");
    }

    private static <R> ClassTag<R> classTag() {
        return ClassTag$.MODULE$.apply(Object.class);
    }

    private record OnTheOneElement<R>(Function<PlacedResult, R> function)
            implements Function2<TaskContext, Iterator<PlacedResult>, R>, Serializable {
        @Override
        public R apply(TaskContext context, Iterator<PlacedResult> partition) {
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
    private static final class KeepResult<R> implements Function2<Object, R, BoxedUnit> {
        private final Object[] results;

        private KeepResult(Object[] results) {
            this.results = results;
        }

        @Override
        public BoxedUnit apply(Object partition, R result) {
            results[(Integer) partition] = result;
            return BoxedUnit.UNIT;
        }
    }
}
