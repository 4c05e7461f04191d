package org.quorumsgd.engine;

import com.sun.jna.Function;
import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each executor's native libraries the GPU that Spark granted the executor, and no other: before the first of them loads, the
 * addresses go into {@code CUDA_VISIBLE_DEVICES}, which Spark itself does not set. A value that YARN, Kubernetes or the user has put
 * there stays.
 */
public final class DevicePlugin implements SparkPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePlugin.class);
    private static final String GPU = "gpu";
    static final String VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES";

    /** There is none. */
    @Override
    public @Nullable DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> nothing) {
                ResourceInformation gpu = context.resources().get(GPU);
                if (gpu != null) {
                    show(String.join(",", gpu.addresses()));
                }
            }
        };
    }

    static void show(String addresses) {
        String before = System.getenv(VISIBLE_DEVICES);
        if (before == null) {
            // Java's own copy of the environment stays as it was; native libraries read this one.
            Function.getFunction("c", "setenv").invokeInt(new Object[] {VISIBLE_DEVICES, addresses, 1});
        }
        LOG.info(
                "Granted GPU {}; {} = {}",
                addresses,
                VISIBLE_DEVICES,
                before == null ? addresses : before + ", as it was");
    }
}
