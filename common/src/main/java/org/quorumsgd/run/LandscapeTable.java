package org.quorumsgd.run;

/** {@code landscape.csv}: the loss that was simulated and what the noise of one step makes of it, on a grid. */
public final class LandscapeTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("landscape");

    public static final Column X = COLUMNS.doubles("x", "", "first coordinate");
    public static final Column Y = COLUMNS.doubles("y", "", "second coordinate; empty in one dimension");
    public static final Column LOSS =
            COLUMNS.doubles("loss", "", "loss; further coordinates at the cross-section's value");
    public static final Column SMOOTHED =
            COLUMNS.doubles("smoothed", "", "mean loss under the noise of one step, learning rate times w");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private LandscapeTable() {}
}
