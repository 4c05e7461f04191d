package org.quorumsgd.faults;

import java.util.SplittableRandom;

/**
 * {@code kill -9} of an executor that has put a result into its block manager, where the driver has not fetched it: the driver is
 * stopped while the executor works, at a random offset into a task, so that it cannot. Results must be larger than
 * {@code spark.task.maxDirectResultSize}.
 *
 * @param longestMillis of the offset
 */
record KilledBeforeFetch(long longestMillis) implements Fault {
    private static final long MOST_MILLIS_TO_A_RESULT = 1_000;

    @Override
    public String label() {
        return "executor killed before its result is fetched";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        for (int attempt = 0; attempt < 300; attempt++) {
            ProcessHandle executor = run.anyExecutor(random);
            LogTail log = LogTail.from(run.log(executor));
            if (!log.showsTaskAtWork()) {
                continue;
            }
            Signals.sleep(random.nextLong(1 + longestMillis));
            Signals.send("STOP", run.job().pid());
            try {
                boolean done = log.next().stream().anyMatch(line -> line.contains("Finished task"));
                if (!done && log.shows("result sent via BlockManager", MOST_MILLIS_TO_A_RESULT)) {
                    executor.destroyForcibly();
                    return System.nanoTime();
                }
            } finally {
                Signals.send("CONT", run.job().pid());
            }
        }
        throw new AssertionError("no result was caught on its way\n" + run.job().logs());
    }
}
