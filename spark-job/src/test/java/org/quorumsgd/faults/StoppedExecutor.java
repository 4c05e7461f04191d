package org.quorumsgd.faults;

import java.util.List;
import java.util.SplittableRandom;

/** {@code SIGSTOP} to an executor and {@code SIGCONT} after a while: a machine that swaps, a long collection. */
record StoppedExecutor(long millis) implements Fault {
    @Override
    public String label() {
        return "executor stopped for " + millis / 1000.0 + " s";
    }

    @Override
    public void strike(FaultyRun run, SplittableRandom random) {
        List<ProcessHandle> executors = run.awaitExecutors(1);
        ProcessHandle stopped = executors.get(random.nextInt(executors.size()));
        Signals.send("STOP", stopped.pid());
        Signals.sleep(millis);
        if (stopped.isAlive()) { // Spark may have had it killed
            Signals.send("CONT", stopped.pid());
        }
    }
}
