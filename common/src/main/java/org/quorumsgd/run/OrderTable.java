package org.quorumsgd.run;

/** {@code order.csv}: one row per commit of a run with {@code clock = real}, in the order in which they came; {@code --replay} repeats it. */
public final class OrderTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("order");

    public static final Column COMMIT = COLUMNS.longs("commit", "", "the commit's number, from 1");
    public static final Column AGENT = COLUMNS.longs("agent", "", "the agent that committed, from 0");
    public static final Column ROUND = COLUMNS.longs("round", "", "round that the commit is part of");
    public static final Column STALENESS = COLUMNS.longs("staleness", "", "commits of others since the agent pulled");
    public static final Column SECONDS = COLUMNS.doubles("seconds", "s", "when it came, since the agents began");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private OrderTable() {}
}
