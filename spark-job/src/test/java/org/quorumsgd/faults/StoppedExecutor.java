package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** {@code SIGSTOP} to an executor and {@code SIGCONT} after a while: a machine that swaps, a long collection. */
record StoppedExecutor(long millis) implements Fault {
    @Override
    public String label() {
        return "executor stopped for " + millis / 1000.0 + " s";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        ProcessHandle stopped = run.anyExecutor(random);
        Signals.send("STOP", stopped.pid());
        long begin = System.nanoTime();
        Signals.sleep(millis);
        if (stopped.isAlive()) { // Spark may have had it killed
            Signals.send("CONT", stopped.pid());
        }
        return begin;
    }
}
