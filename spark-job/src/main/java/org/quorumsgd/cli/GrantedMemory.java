package org.quorumsgd.cli;

import java.util.Locale;
import org.apache.spark.SparkConf;

/**
 * What Spark grants the processes of a run, and how many agents live in each.
 *
 * @param heapBytes of a process with agents: an executor, or in local mode the driver itself
 * @param nativeBytes off the heap there: a container's overhead on YARN and Kubernetes, elsewhere what JavaCPP allows, which is
 *     as much as the heap again
 * @param heapSetting, nativeSetting what to raise
 * @param agents in one such process
 * @param local whether that process is the driver
 */
record GrantedMemory(
        double driverHeapBytes,
        double heapBytes,
        double nativeBytes,
        String heapSetting,
        String nativeSetting,
        int agents,
        boolean local) {
    static final String DRIVER = "spark.driver.memory";
    private static final String EXECUTOR = "spark.executor.memory";
    private static final String JAVA_OPTIONS = "spark.executor.defaultJavaOptions";
    private static final String OVERHEAD = "spark.executor.memoryOverhead";
    private static final double MIB = 1 << 20;
    private static final double LEAST_OVERHEAD_MIB = 384;
    private static final int USUAL_INSTANCES = 2;

    /**
     * Lets an executor in a container meet an exception that names JavaCPP's limit where it would otherwise be killed for its memory: resident
     * as much as the container. JavaCPP's own limits follow the heap alone, however large the overhead. What the user says comes after and counts.
     */
    static void limitNative(SparkConf conf) {
        GrantedMemory granted = of(conf, 0, 1);
        if (granted.nativeSetting.equals(OVERHEAD)) {
            conf.set(
                    JAVA_OPTIONS,
                    String.format(
                                    Locale.ROOT,
                                    "-Dorg.bytedeco.javacpp.maxbytes=%1$d -Dorg.bytedeco.javacpp.maxphysicalbytes=%1$d %2$s",
                                    (long) (granted.heapBytes + granted.nativeBytes),
                                    conf.get(JAVA_OPTIONS, ""))
                            .strip());
        }
    }

    /** @param driverHeapBytes of this JVM, which is or will be the driver */
    static GrantedMemory of(SparkConf conf, double driverHeapBytes, int agents) {
        String master = conf.get("spark.master", "local[*]");
        if (master.equals("local") || master.startsWith("local[")) {
            return new GrantedMemory(driverHeapBytes, driverHeapBytes, driverHeapBytes, DRIVER, DRIVER, agents, true);
        }
        boolean container = master.startsWith("yarn") || master.startsWith("k8s:");
        double heap = conf.getSizeAsMb(EXECUTOR, "1g") * MIB;
        int executors = conf.getInt("spark.executor.instances", container ? USUAL_INSTANCES : agents);
        int agentsEach = (agents + Math.max(1, executors) - 1) / Math.max(1, executors);
        if (!container) {
            return new GrantedMemory(driverHeapBytes, heap, heap, EXECUTOR, EXECUTOR, agentsEach, false);
        }
        double usual = Math.max(LEAST_OVERHEAD_MIB * MIB, overheadFactor(conf) * heap);
        double overhead = conf.contains(OVERHEAD) ? conf.getSizeAsMb(OVERHEAD, "0") * MIB : usual;
        return new GrantedMemory(driverHeapBytes, heap, overhead, EXECUTOR, OVERHEAD, agentsEach, false);
    }

    private static double overheadFactor(SparkConf conf) {
        double ofOldName = conf.get("spark.master", "").startsWith("k8s:")
                ? conf.getDouble("spark.kubernetes.memoryOverheadFactor", 0.1)
                : 0.1;
        return conf.getDouble("spark.executor.memoryOverheadFactor", ofOldName);
    }
}
