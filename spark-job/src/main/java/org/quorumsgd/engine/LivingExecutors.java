package org.quorumsgd.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BlockManagerMaster;
import scala.collection.JavaConverters;

/** The executors that Spark can send a task to now; none in local mode. */
final class LivingExecutors implements Supplier<List<Placement.Executor>> {
    private static final long POLL_MILLIS = 20;
    private static final long MOST_POLLS = 500;

    private final JavaSparkContext context;
    private List<Placement.Executor> known = List.of();

    /** Waits for those that Spark counts as registered; it does before they are ready. */
    LivingExecutors(JavaSparkContext context) {
        this.context = context;
        try {
            for (int poll = 0; poll < MOST_POLLS && get().size() < registered().size(); poll++) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized List<Placement.Executor> get() {
        if (!registered().equals(known.stream().map(Placement.Executor::id).collect(Collectors.toSet()))) {
            BlockManagerMaster master = context.env().blockManager().master();
            BlockManagerId driver = context.env().blockManager().blockManagerId();
            known = JavaConverters.seqAsJavaList(master.getPeers(driver)).stream()
                    .map(executor -> new Placement.Executor(executor.host(), executor.executorId()))
                    .toList();
        }
        return known;
    }

    private Set<String> registered() {
        return context.isLocal()
                ? Set.of()
                : new HashSet<>(JavaConverters.seqAsJavaList(context.sc().getExecutorIds()));
    }
}
