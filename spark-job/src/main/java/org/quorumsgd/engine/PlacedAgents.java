package org.quorumsgd.engine;

import java.util.Optional;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.ExecutorCacheTaskLocation;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;

/** The agents as they are, to be worked on where a {@link Placement} wants them. */
final class PlacedAgents<T> extends RDD<T> {
    private static final long serialVersionUID = 1L;

    /** In the driver. */
    private final transient @Nullable Placement placement;

    private PlacedAgents(RDD<T> agents, Placement placement, ClassTag<T> tag) {
        super(agents.context(), oneToOne(agents), tag);
        this.placement = placement;
    }

    /** The same agents; in local mode, where nothing is placed, as they are. */
    static <T> JavaRDD<T> of(JavaRDD<T> agents, Placement placement) {
        return agents.context().isLocal()
                ? agents
                : JavaRDD.fromRDD(new PlacedAgents<>(agents.rdd(), placement, agents.classTag()), agents.classTag());
    }

    private static Seq<org.apache.spark.Dependency<?>> oneToOne(RDD<?> agents) {
        return JavaConverters.asScalaBuffer(
                        java.util.List.<org.apache.spark.Dependency<?>>of(new OneToOneDependency<>(agents)))
                .toSeq();
    }

    @Override
    public Partition[] getPartitions() {
        return parent().partitions();
    }

    @Override
    public Iterator<T> compute(Partition agent, TaskContext task) {
        return parent().iterator(agent, task);
    }

    @Override
    public Seq<String> getPreferredLocations(Partition agent) {
        Optional<Placement.Executor> home = placement == null ? Optional.empty() : placement.home(agent.index());
        return JavaConverters.asScalaBuffer(
                        home.map(PlacedAgents::location).stream().toList())
                .toSeq();
    }

    private static String location(Placement.Executor executor) {
        return new ExecutorCacheTaskLocation(executor.host(), executor.id()).toString();
    }

    @SuppressWarnings("unchecked")
    private RDD<T> parent() {
        return (RDD<T>) dependencies().head().rdd();
    }
}
