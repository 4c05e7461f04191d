package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.OptimiserName;
import org.quorumsgd.config.Problems;

/**
 * Whether a run fits into the memory that Spark grants, told before any work. What certainly does not fit is a problem; what
 * leaves less than Spark and the native libraries want for themselves is a warning. Memory of GPUs is told by {@code check} alone: the
 * machine on which a run begins need not be one that has them.
 *
 * @param driverVectors vectors that the driver holds at once
 */
record MemoryPreflight(int agents, double vectorBytes, long driverVectors, AgentMemory agent, GrantedMemory granted) {
    /** Spark reserves this much of a heap for itself. */
    private static final double SPARK_BYTES = 300 << 20;

    /** Resident size of ND4J's and OpenBLAS's code and buffers before any network, roughly. */
    private static final double LIBRARY_BYTES = 250 << 20;

    /** The estimate of native memory may be this much too large, see {@code NetworkMemoryTest}. */
    private static final double NATIVE_ERROR = 2;

    static MemoryPreflight of(Experiment experiment) {
        return of(experiment, new SparkConf(), Runtime.getRuntime().maxMemory());
    }

    static MemoryPreflight of(Experiment experiment, SparkConf conf, double driverHeapBytes) {
        Configuration configuration = experiment.configuration();
        int agents = configuration.value(Keys.AGENTS);
        return new MemoryPreflight(
                agents,
                (double) experiment.workload().parameters() * Float.BYTES,
                driverVectors(configuration),
                experiment.workload().agentMemory(),
                GrantedMemory.of(conf, driverHeapBytes, agents));
    }

    /**
     * 6 of its own, 1.2 an agent, and the results of a round as they come in; twice as many where velocities are coupled. Where rounds may end
     * without late agents, everybody's last report beside. On a clock there are for each agent its newest position and the one in the last round, what it pulled, its work on the way out and its
     * report on the way back; where it feels a gain the signal beside, for momentum three velocities, and for gem what the server remembers of it, now and in the last round. Without a server there are for each agent its
     * model now and in the last round, its work on the way out, its gradient on the way back, the sum of a period, what is under way
     * on the links at the least, and for momentum its velocity and the point ahead. Lanczos'
     * basis, in double precision, is gone before the first round.
     */
    private static long driverVectors(Configuration configuration) {
        long agents = configuration.value(Keys.AGENTS);
        if (configuration.value(Keys.ALGORITHM).isDecentralized()) {
            long period = configuration.value(Keys.COUPLING_PERIOD) == 1 ? 0 : 1;
            long underWay = 1 + (long) Math.ceil(configuration.value(Keys.LINK_DELAY_MEAN));
            long velocities = configuration.value(Keys.OPTIMISER_NAME) == OptimiserName.SGD ? 0 : 2;
            return 6 + agents * (4 + period + underWay + velocities);
        }
        if (configuration.value(Keys.CLOCK) != ClockName.NONE) {
            long signal = configuration.value(Keys.ALGORITHM).hasGain() ? 1 : 0;
            long velocities = configuration.value(Keys.OPTIMISER_NAME) == OptimiserName.SGD ? 0 : 3;
            long remembered = configuration.value(Keys.ALGORITHM) == Algorithm.GEM ? 4 : 0;
            return 6 + agents * (5 + signal + velocities + remembered);
        }
        double kept = configuration.value(Keys.DEADLINE_ACTION) == DeadlineAction.QUORUM_FRACTION ? 1 : 0;
        double each = (2.2 + kept) * (configuration.value(Keys.COUPLING_VELOCITY_GAIN) > 0 ? 2 : 1);
        int lanczosSteps = configuration.value(Keys.THEORY_LANCZOS_STEPS);
        long forecast = lanczosSteps == 0 ? 0 : agents + 2L * (lanczosSteps + 2);
        return 6 + Math.max((long) Math.ceil(each * agents), forecast);
    }

    private double driverBytes() {
        return driverVectors * vectorBytes;
    }

    private double heapBytes() {
        return granted.agents() * agent.heapBytes() + (granted.local() ? driverBytes() : 0);
    }

    private double nativeBytes() {
        return granted.agents() * agent.nativeBytes();
    }

    /** What certainly cannot fit. */
    void check(Problems problems) {
        if (!granted.local() && driverBytes() > granted.driverHeapBytes()) {
            problems.add(
                    sentence(GrantedMemory.DRIVER, granted.driverHeapBytes(), driverBytes() + SPARK_BYTES, "driver"));
        }
        if (heapBytes() > granted.heapBytes()) {
            problems.add(sentence(granted.heapSetting(), granted.heapBytes(), heapBytes() + SPARK_BYTES, "heap"));
        }
        if (nativeBytes() / NATIVE_ERROR > granted.nativeBytes()) {
            problems.add(sentence(
                    granted.nativeSetting(), granted.nativeBytes(), nativeBytes() + LIBRARY_BYTES, "off-heap memory"));
        }
    }

    /** What may not fit, one line each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!granted.local() && driverBytes() + SPARK_BYTES > granted.driverHeapBytes()) {
            warnings.add(tight(GrantedMemory.DRIVER, granted.driverHeapBytes(), driverBytes() + SPARK_BYTES, "driver"));
        }
        if (heapBytes() + SPARK_BYTES > granted.heapBytes()) {
            warnings.add(tight(granted.heapSetting(), granted.heapBytes(), heapBytes() + SPARK_BYTES, "heap"));
        }
        if (nativeBytes() > 0 && nativeBytes() + LIBRARY_BYTES > granted.nativeBytes()) {
            warnings.add(tight(
                    granted.nativeSetting(), granted.nativeBytes(), nativeBytes() + LIBRARY_BYTES, "off-heap memory"));
        }
        return warnings;
    }

    /** For {@code check}, name to value. */
    Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("driver heap", "at least " + ByteSizes.text((long) driverBytes()) + " beside Spark's own");
        rows.put("agent heap", "at least " + ByteSizes.text((long) agent.heapBytes()));
        if (agent.nativeBytes() > 0) {
            rows.put(
                    "agent off-heap", "about " + ByteSizes.text((long) agent.nativeBytes()) + " beside the libraries'");
        }
        rows.put(
                granted.local() ? "granted" : "granted an executor",
                String.format(
                        Locale.ROOT,
                        "%s heap (%s), %s off-heap (%s), for %d %s",
                        ByteSizes.text((long) granted.heapBytes()),
                        granted.heapSetting(),
                        ByteSizes.text((long) granted.nativeBytes()),
                        granted.nativeSetting(),
                        granted.agents(),
                        granted.agents() == 1 ? "agent" : "agents"));
        rows.put("agents that fit", fit());
        if (granted.inContainer()) {
            rows.put(
                    "JavaCPP",
                    "stops at " + ByteSizes.text((long) granted.containerBytes()) + " resident, the container's size");
        }
        return rows;
    }

    /** How many agents what is granted has room for, by the same estimates as the warnings: the least of heap and off-heap. */
    private String fit() {
        double driver = granted.local() ? driverBytes() : 0;
        long byHeap = agents(granted.heapBytes() - SPARK_BYTES - driver, agent.heapBytes());
        String where = granted.local() ? "" : " an executor";
        if (agent.nativeBytes() == 0) {
            return String.format(Locale.ROOT, "about %,d%s", byHeap, where);
        }
        long byNative = agents(granted.nativeBytes() - LIBRARY_BYTES, agent.nativeBytes());
        return String.format(
                Locale.ROOT,
                "about %,d%s (heap %,d, off-heap %,d)",
                Math.min(byHeap, byNative),
                where,
                byHeap,
                byNative);
    }

    private static long agents(double bytes, double anAgent) {
        return (long) Math.max(0, bytes / anAgent);
    }

    private String sentence(String setting, double value, double needed, String what) {
        return "Invalid " + setting + ": " + ByteSizes.text((long) value) + " (expected at least "
                + ByteSizes.text((long) needed) + ", " + reason(what) + ")";
    }

    private String tight(String setting, double value, double needed, String what) {
        return setting + " = " + ByteSizes.text((long) value) + " may be too small: " + reason(what) + " want about "
                + ByteSizes.text((long) needed);
    }

    private String reason(String what) {
        return switch (what) {
            case "driver" -> "the driver's vectors of " + agents + " agents";
            default -> "the " + what + " of " + granted.agents() + (granted.agents() == 1 ? " agent" : " agents");
        };
    }
}
