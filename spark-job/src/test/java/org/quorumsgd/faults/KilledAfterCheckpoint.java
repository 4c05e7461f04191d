package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** {@code kill -9} of an executor right after a checkpoint of the run has been made current. */
record KilledAfterCheckpoint() implements Fault {
    @Override
    public String label() {
        return "executor killed after a checkpoint";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        run.awaitExecutors(1);
        run.awaitCheckpoint();
        return new KilledExecutors(1).strike(run, random);
    }
}
