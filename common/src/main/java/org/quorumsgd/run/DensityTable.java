package org.quorumsgd.run;

/** {@code density.csv}: kernel density estimates of the first coordinate at the end, one row per gain and point. */
public final class DensityTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("density");

    public static final Column GAIN = COLUMNS.doubles("gain", "1 / learning rate", "coupling gain k");
    public static final Column X = COLUMNS.doubles("x", "", "first coordinate");
    public static final Column AGENTS = COLUMNS.doubles("agents", "1 / x", "density of the agents of all simulations");
    public static final Column QUORUM = COLUMNS.doubles("quorum", "1 / x", "density of the quorum variables");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private DensityTable() {}
}
