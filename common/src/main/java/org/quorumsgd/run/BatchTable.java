package org.quorumsgd.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code batch.csv}: one row a run, the keys in which the runs differ, how it stands, and what its summary says. A key that
 * has the name of a column of the summary stands there only: both tell the same of a run that is done.
 */
public final class BatchTable {
    private static final String RUN = "run";
    private static final String CELL = "cell";
    private static final String GROUP = "group";
    private static final String STATUS = "status";
    private static final String REASON = "reason";
    private static final TableSchema SUMMARY = summaryColumns();

    private final TableSchema schema;

    /** The table for runs that differ in keys of these names. */
    public BatchTable(Iterable<String> variedKeys) {
        TableSchema.Builder columns = TableSchema.named("batch");
        columns.strings(RUN, "directory of the run, below that of the batch");
        columns.strings(CELL, "the same for the same values of all keys, in whatever batch");
        columns.strings(GROUP, "the same for runs that differ in their seed only");
        for (String key : variedKeys) {
            if (SUMMARY.position(key) == null) {
                columns.strings(key, "value of the key in this run");
            }
        }
        for (Column column : SUMMARY.columns()) {
            switch (column.type()) {
                case LONG -> columns.longs(column.name(), column.unit(), column.text());
                case DOUBLE -> columns.doubles(column.name(), column.unit(), column.text());
                case STRING -> columns.strings(column.name(), column.text());
            }
        }
        this.schema = columns.build();
    }

    public TableSchema schema() {
        return schema;
    }

    /**
     * The row of a run.
     *
     * @param cell identifies the run's configuration
     * @param group the label without the seed
     * @param values of the keys by name; null for a key without a value
     * @param status a {@link RunStatus} in lower case, or that it waits
     * @param summary null for a run that has none
     * @param reason why it ended before its time; null where it did not
     */
    public Row row(
            String run,
            String cell,
            String group,
            Map<String, @Nullable String> values,
            String status,
            @Nullable Summary summary,
            @Nullable String reason) {
        Row row = schema.row();
        set(row, RUN, run);
        set(row, CELL, cell);
        set(row, GROUP, group);
        values.forEach((key, value) -> set(row, key, value));
        if (summary != null) {
            set(row, "algorithm", summary.algorithm());
            set(row, "agents", summary.agents());
            set(row, "rounds", summary.rounds());
            set(row, "steps", summary.steps());
            set(row, "epochs", summary.epochs());
            set(row, "train_loss", summary.trainLoss());
            set(row, "validation_loss", summary.validationLoss());
            set(row, "validation_error", summary.validationError());
            set(row, "test_loss", summary.testLoss());
            set(row, "test_error", summary.testError());
            set(row, "spread", summary.spread());
            set(row, "images_per_second", summary.imagesPerSecond());
            set(row, "overhead_fraction", summary.overheadFraction());
            set(row, "evaluation_fraction", summary.evaluationFraction());
            set(row, "seconds", summary.seconds());
            set(row, "quorum_sha256", summary.quorumSha256());
            set(row, "mean_staleness", summary.meanStaleness());
            set(row, "rms_staleness", summary.rmsStaleness());
            set(row, "largest_staleness", summary.largestStaleness());
            set(row, "implicit_momentum", summary.implicitMomentum());
            set(row, "implicit_momentum_error", summary.implicitMomentumError());
        }
        set(row, STATUS, status);
        set(row, REASON, reason);
        return row;
    }

    /** The column of this name. */
    public Column column(String name) {
        Integer position = schema.position(name);
        if (position == null) {
            throw new IllegalArgumentException("table batch has no column " + name);
        }
        return schema.columns().get(position);
    }

    private void set(Row row, String name, @Nullable Object value) {
        Column column = column(name);
        if (value instanceof Number number) {
            switch (column.type()) {
                case LONG -> row.set(column, number.longValue());
                case DOUBLE -> row.set(column, number.doubleValue());
                case STRING -> row.set(column, number.toString());
            }
        } else if (value instanceof String text && column.type() == Column.Type.STRING) {
            row.set(column, text);
        }
    }

    private static TableSchema summaryColumns() {
        TableSchema.Builder columns = TableSchema.named("summary");
        columns.strings(STATUS, "how the run ended; pending: not begun yet");
        columns.strings("algorithm", "algorithm");
        columns.longs("agents", "", "number of agents p");
        columns.longs("rounds", "", "rounds completed");
        columns.longs("steps", "", "local steps completed by each agent");
        columns.doubles("epochs", "", "passes over the training split");
        columns.doubles("train_loss", "", "mean of the agents' minibatch losses in the last logged round");
        columns.doubles("validation_loss", "", "loss of the quorum model on the validation split");
        columns.doubles("validation_error", "", "misclassified fraction of the validation split, quorum model");
        columns.doubles("test_loss", "", "loss of the quorum model on the test split");
        columns.doubles("test_error", "", "misclassified fraction of the test split, quorum model");
        columns.doubles("spread", "", "(1/p) sum_i |x^i - xbar|^2 at the end");
        columns.doubles("images_per_second", "1/s", "training images of all agents per second of the rounds");
        columns.doubles("overhead_fraction", "", "share of the rounds' wall time outside the slowest agent's compute");
        columns.doubles(
                "evaluation_fraction", "", "share of the wall time spent on judging models and probing gradients");
        columns.doubles("seconds", "s", "wall time of the run");
        columns.strings("quorum_sha256", "SHA-256 of the final quorum vector");
        columns.strings(REASON, "why the run ended before its time; empty for a run that is done");
        columns.doubles("mean_staleness", "", "mean staleness of all commits; asynchronous runs");
        columns.doubles("rms_staleness", "", "root of the mean of the staleness squared");
        columns.longs("largest_staleness", "", "largest staleness");
        columns.doubles(
                "implicit_momentum", "", "momentum that asynchrony gives the centre's path, where it can be told");
        columns.doubles("implicit_momentum_error", "", "standard error of the implicit momentum");
        return columns.build();
    }
}
