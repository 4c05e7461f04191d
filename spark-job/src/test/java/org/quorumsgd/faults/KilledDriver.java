package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** {@code kill -9} of the driver at any moment, then {@code --resume}. */
record KilledDriver() implements Fault {
    @Override
    public String label() {
        return "driver killed, --resume";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        run.killDriver();
        long struck = System.nanoTime();
        run.resume();
        return struck;
    }
}
