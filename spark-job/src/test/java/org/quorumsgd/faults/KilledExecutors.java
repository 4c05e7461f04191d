package org.quorumsgd.faults;

import java.util.List;
import java.util.SplittableRandom;

/** {@code kill -9} of so many executors at once, whatever they do. */
record KilledExecutors(int count) implements Fault {
    @Override
    public String label() {
        return count == 1 ? "executor killed at any moment" : count + " executors killed at once";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        List<ProcessHandle> executors = run.awaitExecutors(count);
        int first = random.nextInt(executors.size());
        for (int i = 0; i < count; i++) {
            executors.get((first + i) % executors.size()).destroyForcibly();
        }
        return System.nanoTime();
    }
}
