package org.quorumsgd.faults;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * {@code kill -9} of an executor that has put a result into its block manager, where the driver has not fetched it: the driver is stopped
 * for a short time, at random moments, until an executor ends a task meanwhile. Results must be larger than
 * {@code spark.task.maxDirectResultSize}.
 */
record KilledBeforeFetch() implements Fault {
    private static final long LIMIT_NANOS = 120_000_000_000L;
    private static final int LONGEST_PAUSE_MILLIS = 15;

    /** A task that still needs something of the driver does not end while that is stopped. */
    private static final long MOST_MILLIS_TO_A_RESULT = 60;

    @Override
    public String label() {
        return "executor killed before its result is fetched";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        Map<Long, LogTail> logs = new HashMap<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            // Another one each time: after some losses all agents may live in one executor.
            ProcessHandle executor = run.anyExecutor(random);
            LogTail log = logs.computeIfAbsent(executor.pid(), pid -> LogTail.from(run.log(executor)));
            Signals.sleep(random.nextLong(1 + LONGEST_PAUSE_MILLIS));
            Signals.send("STOP", run.job().pid());
            try {
                if (isAtWork(log.next()) && log.shows("result sent via BlockManager", MOST_MILLIS_TO_A_RESULT)) {
                    executor.destroyForcibly();
                    return System.nanoTime();
                }
            } finally {
                Signals.send("CONT", run.job().pid());
            }
        }
        throw new MissedMoment("no result was caught on its way", run);
    }

    private static boolean isAtWork(List<String> newLines) {
        for (int i = newLines.size() - 1; i >= 0; i--) {
            if (newLines.get(i).contains("Finished task")) {
                return false;
            }
            if (newLines.get(i).contains("Running task")) {
                return true;
            }
        }
        return false;
    }
}
