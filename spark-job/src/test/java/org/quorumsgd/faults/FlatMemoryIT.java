package org.quorumsgd.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither heap nor native memory of driver and executors grows with the rounds ({@code -Dquorum.memory.rounds}). */
final class FlatMemoryIT {
    private static final int ROUNDS = Integer.getInteger("quorum.memory.rounds", 720);
    private static final int SAMPLES = 12;

    /** Half a vector of the model (30,010 parameters) in each round. */
    private static final double MOST_GROWTH_MB_A_ROUND = 0.5 * 30_010 * Float.BYTES / (1 << 20);

    @TempDir
    private Path directory;

    /** Heaps are mapped from the start, so that what is resident can only grow outside of them. */
    @Test
    void memoryStaysFlatOverManyRounds() throws IOException {
        Path configuration = Files.writeString(directory.resolve("memory.conf"), """
                seed = 7, agents = 4, batch-size = 8, rounds = %d
                optimiser.name = nesterov
                data.train-limit = 200
                checkpoint.every-rounds = 50
                evaluation.every-epochs = 20
                model { preset = mlp, hidden = [400], dropout = 0.3 }
                """.formatted(ROUNDS));
        Map<String, List<Footprint>> footprints = new LinkedHashMap<>();
        try (FaultyRun run = FaultyRun.start(
                directory,
                configuration,
                "--conf",
                "spark.driver.extraJavaOptions=-Xms1g -XX:+AlwaysPreTouch -XX:+UseSerialGC",
                "--conf",
                "spark.executor.extraJavaOptions=-Xms1g -XX:+AlwaysPreTouch -XX:+UseSerialGC",
                // What Spark remembers for its pages grows up to these limits; by default up to 1,000 jobs.
                "--conf",
                "spark.ui.retainedJobs=50",
                "--conf",
                "spark.ui.retainedStages=50",
                "--conf",
                "spark.ui.retainedTasks=200")) {
            List<ProcessHandle> executors = run.awaitExecutors(2);
            for (int sample = 1; sample < SAMPLES; sample++) {
                run.awaitRound((long) ROUNDS * sample / SAMPLES);
                add(footprints, "driver", run.job().pid());
                add(footprints, "executor 0", executors.get(0).pid());
                add(footprints, "executor 1", executors.get(1).pid());
            }
            run.assertEndsWhole(ROUNDS, 4);
        }
        footprints.forEach((process, measured) -> {
            assertFlat(process + ", heap", measured, Footprint::heap);
            assertFlat(process + ", direct buffers", measured, Footprint::direct);
            assertFlat(process + ", resident", measured, Footprint::resident);
        });
    }

    private static void add(Map<String, List<Footprint>> footprints, String process, long pid) throws IOException {
        Footprint footprint = Footprint.of(pid);
        List<Footprint> measured = footprints.computeIfAbsent(process, name -> new ArrayList<>());
        measured.add(footprint);
        System.out.printf(
                Locale.ROOT,
                "memory: round %d, %s: heap after collection %.1f MB, direct %.1f MB, resident %.1f MB%n",
                ROUNDS * measured.size() / SAMPLES,
                process,
                footprint.heap(),
                footprint.direct(),
                footprint.resident());
    }

    /**
     * The median of the slopes between any two samples (Theil and Sen's line) of the last two thirds; the first third may warm up. A
     * single step, such as one more arena of the C library, is no growth.
     */
    private static void assertFlat(String what, List<Footprint> measured, ToDoubleFunction<Footprint> size) {
        double[] megabytes = measured.stream().mapToDouble(size).toArray();
        List<Double> slopes = new ArrayList<>();
        for (int i = SAMPLES / 3; i < megabytes.length; i++) {
            for (int j = i + 1; j < megabytes.length; j++) {
                slopes.add((megabytes[j] - megabytes[i]) / (j - i) * SAMPLES / ROUNDS);
            }
        }
        Collections.sort(slopes);
        double growth = slopes.get(slopes.size() / 2);
        System.out.printf(Locale.ROOT, "memory: %s grows by %.4f MB a round%n", what, growth);
        assertThat(growth).as("growth of %s in MB a round", what).isLessThan(MOST_GROWTH_MB_A_ROUND);
    }
}
