package org.quorumsgd.faults;

import java.util.SplittableRandom;

/**
 * {@code kill -9} of an executor that has taken up a task and not finished it, at a random offset into the task.
 *
 * @param longestMillis of the offset
 */
record KilledAtWork(long longestMillis) implements Fault {
    @Override
    public String label() {
        return "executor killed at work";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        for (int attempt = 0; attempt < 100; attempt++) {
            ProcessHandle executor = run.anyExecutor(random);
            LogTail log = LogTail.from(run.log(executor));
            if (log.showsTaskAtWork()) {
                Signals.sleep(random.nextLong(1 + longestMillis));
                if (log.next().stream().noneMatch(line -> line.contains("Finished task"))) {
                    executor.destroyForcibly();
                    return System.nanoTime();
                }
            }
        }
        throw new MissedMoment("no executor was caught at work", run);
    }
}
