package org.quorumsgd.faults;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Waits for a moment of a run, as its files and Spark's logs show it. */
final class Moments {
    private Moments() {}

    /** An executor has taken up a task and has not finished it: {@code fault} strikes at a random offset into that task. */
    static void duringCompute(FaultyRun run, ProcessHandle executor, SplittableRandom random, long roundMillis) {
        LogTail log = LogTail.from(run.log(executor));
        for (int attempt = 0; attempt < 1000; attempt++) {
            if (running(log)) {
                Signals.sleep(random.nextLong(1 + roundMillis));
                if (log.next().stream().noneMatch(line -> line.contains("Finished task"))) {
                    executor.destroyForcibly();
                    return;
                }
            }
            Signals.sleep(1);
        }
        throw new AssertionError("no task was caught at work\n" + run.job().logs());
    }

    private static boolean running(LogTail log) {
        List<String> lines = log.next();
        return !lines.isEmpty() && lines.get(lines.size() - 1).contains("Running task");
    }

    /**
     * The executor has put a result into its block manager and the driver has not fetched it: the driver is stopped meanwhile, at a random
     * moment, so that it cannot.
     */
    static void duringResultFetch(FaultyRun run, ProcessHandle executor, SplittableRandom random, long roundMillis) {
        LogTail log = LogTail.from(run.log(executor));
        for (int attempt = 0; attempt < 100; attempt++) {
            Signals.sleep(random.nextLong(1 + roundMillis));
            Signals.send("STOP", run.job().pid());
            try {
                log.next();
                if (comesTrue(
                        roundMillis * 3,
                        () -> log.next().stream().anyMatch(line -> line.contains("result sent via BlockManager")))) {
                    executor.destroyForcibly();
                    return;
                }
            } finally {
                Signals.send("CONT", run.job().pid());
            }
        }
        throw new AssertionError("no result was caught on its way\n" + run.job().logs());
    }

    /** Spark has just written a generation of the agents. */
    static void afterCut(FaultyRun run) {
        long before = run.logged("Done checkpointing");
        run.job().await("a cut", () -> run.logged("Done checkpointing") > before);
    }

    /** A checkpoint of the run has just been made current. */
    static void afterCheckpoint(FaultyRun run) {
        Set<String> before = checkpoints(run);
        run.job().await("a checkpoint", () -> !before.containsAll(checkpoints(run)));
    }

    private static Set<String> checkpoints(FaultyRun run) {
        return run.checkpointNames().stream()
                .filter(name -> name.startsWith("round-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean comesTrue(long millis, BooleanSupplier condition) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < deadline) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Signals.sleep(1);
        }
        return false;
    }
}
