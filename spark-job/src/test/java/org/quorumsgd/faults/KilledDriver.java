package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** {@code kill -9} of the driver, then {@code --resume}. */
record KilledDriver() implements Fault {
    @Override
    public String label() {
        return "driver killed, --resume";
    }

    @Override
    public void strike(FaultyRun run, SplittableRandom random) {
        run.killDriver();
        run.resume();
    }
}
