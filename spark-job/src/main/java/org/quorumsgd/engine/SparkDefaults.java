package org.quorumsgd.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What the engine asks of Spark wherever the user has not said otherwise. */
public final class SparkDefaults {
    private static final String PLUGINS = "spark.plugins";
    private static final Pattern CHOOSES_KERNELS = Pattern.compile("(OPENBLAS|DNNL|ONEDNN)_\\w+");
    private static final String CUBLAS_WORKSPACE = "CUBLAS_WORKSPACE_CONFIG";
    /**
     * libtorch asks for its activations anew in every gradient. By default the C library takes arrays of that size from the
     * system and gives them back, which then clears every page again. It is told to keep them; bin/quorum says the same to the driver.
     */
    private static final Map<String, String> KEEPS_MEMORY =
            Map.of("MALLOC_MMAP_THRESHOLD_", "33554432", "MALLOC_TRIM_THRESHOLD_", "1073741824");

    private SparkDefaults() {}

    /** Fills the gaps of a configuration before the context is made. */
    public static SparkConf apply(SparkConf conf) {
        return apply(conf, System.getenv());
    }

    /** @param environment of the driver */
    static SparkConf apply(SparkConf conf, Map<String, String> environment) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        defaults.put("spark.kryo.registrator", QuorumKryoRegistrator.class.getName());
        // Dense floats do not compress; results up to this size come with the status update and save a fetch.
        defaults.put("spark.broadcast.compress", "false");
        defaults.put("spark.task.maxDirectResultSize", "64m");
        defaults.put("spark.rpc.message.maxSize", "256");
        defaults.put("spark.driver.maxResultSize", "0");
        // An agent that has to wait for its executor waits; anywhere else it would load its data and model anew.
        defaults.put("spark.locality.wait", "30s");
        // All executors there before agents are placed, so that they spread.
        defaults.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        // Runs of a batch that go on at a time share the cores evenly, each in a pool of its own.
        defaults.put("spark.scheduler.mode", "FAIR");
        // Bits of native kernels repeat for a fixed thread count only; agents are the parallelism.
        defaults.put("spark.executorEnv.OMP_NUM_THREADS", "1");
        // So do bits of one kernel: where OpenBLAS and oneDNN were told which to take, executors are told the same.
        environment.forEach((variable, value) -> {
            if (CHOOSES_KERNELS.matcher(variable).matches()) {
                defaults.put("spark.executorEnv." + variable, value);
            }
        });
        // Without it cuBLAS may sum in another order each time; a pool of eight buffers of 4 MiB, as NVIDIA names it.
        defaults.put("spark.executorEnv." + CUBLAS_WORKSPACE, said(environment, CUBLAS_WORKSPACE, ":4096:8"));
        KEEPS_MEMORY.forEach(
                (variable, value) -> defaults.put("spark.executorEnv." + variable, said(environment, variable, value)));
        // A vector of more than half a region of G1 makes it mark the whole heap, in every round.
        defaults.put("spark.executor.defaultJavaOptions", "-XX:G1HeapRegionSize=32m");
        defaults.forEach(conf::setIfMissing);
        String plugins = conf.get(PLUGINS, "");
        return conf.set(PLUGINS, (plugins.isBlank() ? "" : plugins + ",") + DevicePlugin.class.getName());
    }

    /** An empty variable says nothing: glibc would read 0. */
    private static String said(Map<String, String> environment, String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? otherwise : value;
    }
}
