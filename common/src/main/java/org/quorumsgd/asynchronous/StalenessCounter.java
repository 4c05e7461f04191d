package org.quorumsgd.asynchronous;

import java.util.List;

/** Counts what agents do not know of: the commits of others since an agent pulled the centre. Not thread-safe. */
public final class StalenessCounter {
    private final long[] commitsAtPull;
    private long commits;

    /** All agents have pulled the centre as it is at the start. */
    public StalenessCounter(int agents) {
        this.commitsAtPull = new long[agents];
    }

    /**
     * Goes on.
     *
     * @param commits so far
     * @param commitsAtPull how many there had been when each agent pulled, in agent order
     */
    StalenessCounter(long commits, List<Long> commitsAtPull) {
        this.commits = commits;
        this.commitsAtPull = commitsAtPull.stream().mapToLong(Long::longValue).toArray();
    }

    long commitsAtPull(int agent) {
        return commitsAtPull[agent];
    }

    /** An agent commits, and pulls the centre anew; answers with the staleness of its commit, 0 when nobody came between. */
    public int commit(int agent) {
        int staleness = Math.toIntExact(commits - commitsAtPull[agent]);
        commits++;
        commitsAtPull[agent] = commits;
        return staleness;
    }
}
