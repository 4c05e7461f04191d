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
 * addresses go into {@code CUDA_VISIBLE_DEVICES}, which Spark itself does not set. One GPU that YARN, Kubernetes or the user has put
 * there stays; several, which a worker may pass on to all its executors, do not.
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
                    show(String.join(",", gpu.addresses()), System.getenv(VISIBLE_DEVICES));
                }
            }
        };
    }

    /** @param before the value that YARN, Kubernetes or the user has set */
    static void show(String addresses, @Nullable String before) {
        // The number that nvidia-smi gives a GPU, which discovery scripts report; CUDA's own puts the fastest first.
        set("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        boolean stays = before != null && !before.isBlank() && !before.contains(",");
        if (!stays) {
            set(VISIBLE_DEVICES, addresses);
        }
        LOG.info("Granted GPU {}; {} = {}", addresses, VISIBLE_DEVICES, stays ? before + ", as it was" : addresses);
    }

    /** Java's own copy of the environment stays as it was; native libraries read this one. */
    private static void set(String name, String value) {
        Function.getFunction("c", "setenv").invokeInt(new Object[] {name, value, 1});
    }
}
