package org.quorumsgd.run;

/** {@code staleness.csv}: one row an agent and staleness that occurred, of runs on a clock; the histogram of all its commits. */
public final class StalenessTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("staleness");

    public static final Column AGENT = COLUMNS.longs("agent", "", "the agent that committed, from 0");
    public static final Column STALENESS = COLUMNS.longs(
            "staleness",
            "",
            "commits of others since the agent pulled; dasgd: gradients that were there and not in the model that this one is of");
    public static final Column COMMITS =
            COLUMNS.longs("commits", "", "how many commits of the agent were as stale; dasgd: how many gradients");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private StalenessTable() {}
}
