package org.quorumsgd.run;

/** {@code curves.csv}: one row per gain and measured step of simulations, means over the simulations of that gain. */
public final class CurvesTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("curves");

    public static final Column GAIN = COLUMNS.doubles("gain", "1 / learning rate", "coupling gain k");
    public static final Column STEP = COLUMNS.longs("step", "", "steps done");
    public static final Column LEARNING_RATE = COLUMNS.doubles("learning_rate", "", "eta of the step to come");
    public static final Column LOSS = COLUMNS.doubles("loss", "", "loss of the quorum variable, mean");
    public static final Column LOSS_DEVIATION =
            COLUMNS.doubles("loss_deviation", "", "standard deviation of that loss over the simulations");
    public static final Column SPREAD = COLUMNS.doubles("spread", "", "(1/p) sum_i |x^i - xbar|^2, mean");
    public static final Column CENTRE_LOSS =
            COLUMNS.doubles("centre_loss", "", "loss of the centre of mass, mean; with QSGD the same as loss");
    public static final Column SPREAD_THEORY = COLUMNS.doubles(
            "spread_theory", "", "the spread at rest on a flat loss, without momentum; empty where there is none");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private CurvesTable() {}
}
