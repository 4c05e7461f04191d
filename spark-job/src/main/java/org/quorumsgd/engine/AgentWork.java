package org.quorumsgd.engine;

import java.util.List;

/** What Spark lets agents do while the driver waits. */
interface AgentWork {
    /**
     * Waits so many seconds at most; fails if the work has failed.
     *
     * @return whether all are done
     */
    boolean await(double seconds);

    /** Spark's number of the job; negative while there is none. */
    int job();

    /** Those that are not done yet, in agent order. */
    List<Integer> missing();

    /** How many are done. */
    int answered();
}
