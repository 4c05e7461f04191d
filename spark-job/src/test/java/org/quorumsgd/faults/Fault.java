package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** Something that befalls a run at a moment which its files and Spark's logs show. */
interface Fault {
    /** As tables call it. */
    String label();

    /**
     * Waits for the moment and strikes.
     *
     * @return {@code System.nanoTime()} of the stroke
     * @throws MissedMoment when the moment has not come for long; the run goes on
     */
    long strike(FaultyRun run, SplittableRandom random);
}
