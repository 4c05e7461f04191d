package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** {@code kill -9} of an executor right after Spark has written a generation of the agents and cut their lineage. */
record KilledAfterCut() implements Fault {
    @Override
    public String label() {
        return "executor killed after a cut of the lineage";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        run.awaitExecutors(1);
        LogTail log = LogTail.from(run.job().errFile());
        run.job().await("a cut", () -> log.next().stream().anyMatch(line -> line.contains("Done checkpointing")));
        return new KilledExecutors(1).strike(run, random);
    }
}
