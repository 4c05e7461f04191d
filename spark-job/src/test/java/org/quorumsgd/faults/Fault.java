package org.quorumsgd.faults;

import java.util.SplittableRandom;

/** Something that befalls a run while it goes on. */
interface Fault {
    /** As tables call it. */
    String label();

    /** Does it at once; whoever calls has waited for the moment. */
    void strike(FaultyRun run, SplittableRandom random);
}
