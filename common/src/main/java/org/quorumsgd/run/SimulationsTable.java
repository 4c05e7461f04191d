package org.quorumsgd.run;

/** {@code simulations.csv}: one row per gain, simulation, agent and coordinate at the end of the simulations. */
public final class SimulationsTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("simulations");

    public static final Column GAIN = COLUMNS.doubles("gain", "1 / learning rate", "coupling gain k");
    public static final Column SIMULATION = COLUMNS.longs("simulation", "", "index of the simulation, from 0");
    public static final Column AGENT = COLUMNS.longs("agent", "", "index of the agent; empty for the quorum variable");
    public static final Column COORDINATE = COLUMNS.longs("coordinate", "", "index of the coordinate, from 0");
    public static final Column VALUE = COLUMNS.doubles("value", "", "the coordinate at the end");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private SimulationsTable() {}
}
