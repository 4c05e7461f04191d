package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Problems;

/**
 * What Spark grants the agents to compute with.
 *
 * @param cores of an executor, in words; in local mode of the driver
 * @param cpusAnAgent {@code spark.task.cpus}
 * @param openMpThreads of one operator
 * @param gpus of an executor; none in local mode
 * @param gpusAnAgent {@code spark.task.resource.gpu.amount}, 0 where it is not set
 */
record GrantedCompute(String cores, int cpusAnAgent, int openMpThreads, int gpus, double gpusAnAgent) {
    private static final String TASK_CPUS = "spark.task.cpus";
    private static final String GPUS = "spark.executor.resource.gpu.amount";
    private static final String GPUS_AN_AGENT = "spark.task.resource.gpu.amount";
    private static final String OPENMP_THREADS = "OMP_NUM_THREADS";

    static GrantedCompute of(SparkConf conf) {
        String master = conf.get("spark.master", "local[*]");
        boolean local = master.equals("local") || master.startsWith("local[");
        boolean container = master.startsWith("yarn") || master.startsWith("k8s:");
        String cores =
                local ? localCores(master) : conf.get("spark.executor.cores", container ? "1" : "all of a worker's");
        return new GrantedCompute(
                cores,
                conf.getInt(TASK_CPUS, 1),
                openMpThreads(
                        local ? System.getenv(OPENMP_THREADS) : conf.get("spark.executorEnv." + OPENMP_THREADS, null)),
                local ? 0 : conf.getInt(GPUS, 0),
                conf.getDouble(GPUS_AN_AGENT, 0));
    }

    /** {@code local} is one, {@code local[3]} or {@code local[3,1]} three, {@code local[*]} all. */
    private static String localCores(String master) {
        String cores = master.equals("local") ? "1" : master.replaceAll("local\\[([^,\\]]*).*", "$1");
        return cores.equals("*") ? String.valueOf(Runtime.getRuntime().availableProcessors()) : cores;
    }

    /** Of the outermost level, of one number a level; 1 unless told otherwise, see {@code Dl4jAcceleration}. */
    private static int openMpThreads(@Nullable String variable) {
        String outermost = variable == null ? "" : variable.split(",", 2)[0].strip();
        return outermost.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(outermost) : 1;
    }

    void check(Problems problems) {
        if (gpus > 1) {
            problems.invalid(GPUS, gpus, "1: all agents of an executor compute on its one GPU; ask for more executors");
        }
    }

    /** @param device what this build computes on, see {@link Workload#device()} */
    List<String> warnings(String device) {
        List<String> warnings = new ArrayList<>();
        if (gpus > 0 && device.equals("cpu")) {
            warnings.add(
                    GPUS + " = " + gpus
                            + ", but this build computes on the CPU (GPUs need a build with -Pcuda, model.backend = torch one with -Pgpu)");
        }
        if (cpusAnAgent > openMpThreads && gpus == 0) {
            warnings.add(TASK_CPUS + " = " + cpusAnAgent + ", but an agent computes with " + OPENMP_THREADS + " = "
                    + openMpThreads + "; the other cores stand idle");
        }
        return warnings;
    }

    /** For {@code check}, name to value. */
    Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "cores",
                String.format(
                        Locale.ROOT,
                        "%s, %d an agent at work (%s), OpenMP threads %d",
                        cores,
                        cpusAnAgent,
                        TASK_CPUS,
                        openMpThreads));
        if (gpus > 0) {
            rows.put(
                    "GPUs",
                    gpusAnAgent == 0
                            ? gpus + " an executor, for all its agents"
                            : String.format(Locale.ROOT, "%d an executor, %s an agent at work", gpus, gpusAnAgent));
        }
        return rows;
    }
}
