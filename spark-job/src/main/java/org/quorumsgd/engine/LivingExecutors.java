package org.quorumsgd.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
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
            for (int poll = 0; poll < MOST_POLLS && get().size() < active().size(); poll++) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized List<Placement.Executor> get() {
        Set<String> active = active();
        if (!active.equals(known.stream().map(Placement.Executor::id).collect(Collectors.toSet()))) {
            Map<String, Integer> slots = slots();
            BlockManagerMaster master = context.env().blockManager().master();
            BlockManagerId driver = context.env().blockManager().blockManagerId();
            known = JavaConverters.seqAsJavaList(master.getPeers(driver)).stream()
                    .filter(executor ->
                            active.contains(executor.executorId()) && slots.containsKey(executor.executorId()))
                    .map(executor -> new Placement.Executor(
                            executor.host(), executor.executorId(), slots.getOrDefault(executor.executorId(), 1)))
                    .toList();
        }
        return known;
    }

    /** Spark keeps executors that are lost or told to go in its list until it knows why; a task would wait for them. */
    private Set<String> active() {
        if (context.isLocal() || !(context.sc().schedulerBackend() instanceof ExecutorAllocationClient executors)) {
            return Set.of();
        }
        return JavaConverters.seqAsJavaList(executors.getExecutorIds()).stream()
                .filter(executors::isExecutorActive)
                .collect(Collectors.toSet());
    }

    private Map<String, Integer> slots() {
        Map<String, Integer> slots = new HashMap<>();
        for (ExecutorSummary executor :
                JavaConverters.seqAsJavaList(context.sc().statusStore().executorList(true))) {
            slots.put(executor.id(), Math.max(1, executor.maxTasks()));
        }
        return slots;
    }
}
