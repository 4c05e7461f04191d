package org.quorumsgd.run;

/** {@code agents.csv}: one row per logged round and agent. A new column is one new line here. */
public final class AgentsTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("agents");

    public static final Column ROUND = COLUMNS.longs("round", "", "rounds completed since the run began");
    public static final Column AGENT = COLUMNS.longs("agent", "", "the agent's number, from 0");
    public static final Column HOST = COLUMNS.strings("host", "host of the executor that ran the agent");
    public static final Column TRAIN_LOSS =
            COLUMNS.doubles("train_loss", "", "mean of the agent's minibatch losses in this round");
    public static final Column VALIDATION_LOSS =
            COLUMNS.doubles("validation_loss", "", "loss of the agent's own model on the validation split");
    public static final Column DISTANCE_TO_CENTER =
            COLUMNS.doubles("distance_to_center", "", "|x^i - xbar|, agent to centre of mass");
    public static final Column LEARNING_RATE = COLUMNS.doubles("learning_rate", "", "learning rate eta of the agent");
    public static final Column STALENESS = COLUMNS.longs(
            "staleness",
            "",
            "rounds by which the quorum the agent saw is old; above 0: an earlier report stands in for a late one; in asynchronous"
                    + " runs the commits of others between pull and commit of the agent's last commit");
    public static final Column STEP_SECONDS =
            COLUMNS.doubles("step_seconds", "s", "the agent's compute time per local step");
    public static final Column GRADIENT_NORM =
            COLUMNS.doubles("gradient_norm", "", "mean over local steps of the norm of the agent's minibatch gradient");

    public static final Column COUPLING_GAIN = COLUMNS.doubles(
            "coupling_gain", "", "gain k^j of the agent, its weight in the common signal, before coupling.beta-limit");

    public static final Column EXECUTOR =
            COLUMNS.strings("executor", "Spark's number of the executor that ran the agent");
    public static final Column DEVICE =
            COLUMNS.strings("device", "what the agent's arithmetic ran on: cpu, or a GPU and its memory");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private AgentsTable() {}
}
