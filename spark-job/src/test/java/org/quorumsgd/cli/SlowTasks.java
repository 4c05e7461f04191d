package org.quorumsgd.cli;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * A Spark plugin ({@code spark.plugins}) that lets every task wait before it does anything: a slow machine, however busy the real one is. How
 * long, {@code spark.slow-tasks.millis} says: for all tasks, or one number for each partition, which is an agent.
 */
public final class SlowTasks implements SparkPlugin {
    static final String MILLIS = "spark.slow-tasks.millis";

    @Override
    public @Nullable DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            private long[] millis = {60};

            @Override
            public void init(PluginContext context, Map<String, String> extraConf) {
                millis = Arrays.stream(context.conf().get(MILLIS, "60").split(","))
                        .mapToLong(Long::parseLong)
                        .toArray();
            }

            @Override
            public void onTaskStart() {
                try {
                    Thread.sleep(millis[TaskContext.getPartitionId() % millis.length]);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}
