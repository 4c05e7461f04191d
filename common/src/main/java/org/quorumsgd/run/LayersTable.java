package org.quorumsgd.run;

/** {@code layers.csv}: one row per logged round and block of the parameter vector. A new column is one new line here. */
public final class LayersTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("layers");

    public static final Column ROUND = COLUMNS.longs("round", "", "rounds completed since the run began");
    public static final Column BLOCK = COLUMNS.strings("block", "array of the model, such as layer 0's weights, 0_W");
    public static final Column PARAMETERS = COLUMNS.longs("parameters", "", "length of the block");
    public static final Column SPREAD =
            COLUMNS.doubles("spread", "", "(1/p) sum_i |x^i - xbar|^2 over the block; all blocks add up to the spread");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private LayersTable() {}
}
