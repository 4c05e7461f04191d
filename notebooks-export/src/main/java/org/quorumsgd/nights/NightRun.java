package org.quorumsgd.nights;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.Row;

/**
 * One row of a night's batch.csv.
 *
 * @param run its directory, below that of the night
 * @param cell the same for the same configuration and seed in every night; null in tables of an earlier version
 * @param group the same for runs that differ in their seed only
 * @param values of the measures; without those that it lacks
 * @param quorumSha256 null where there is none
 */
record NightRun(
        String run,
        @Nullable String cell,
        String group,
        String status,
        Map<NightMeasure, Double> values,
        @Nullable String quorumSha256) {

    static NightRun of(BatchTable table, Row row) {
        String run = text(table, row, "run");
        String group = text(table, row, "group");
        Map<NightMeasure, Double> values = new EnumMap<>(NightMeasure.class);
        for (NightMeasure measure : NightMeasure.values()) {
            if (row.isMeasured(table.column(measure.column))) {
                values.put(measure, row.number(table.column(measure.column)));
            }
        }
        return new NightRun(
                run == null ? "" : run,
                text(table, row, "cell"),
                group == null ? "" : group,
                String.valueOf(text(table, row, "status")),
                values,
                text(table, row, "quorum_sha256"));
    }

    boolean isDone() {
        return status.equals("done");
    }

    /** Not worth its time beside the others of its night, which is no fault of its own. */
    boolean isStopped() {
        return status.equals("stopped");
    }

    private static @Nullable String text(BatchTable table, Row row, String column) {
        return row.isMeasured(table.column(column)) ? row.text(table.column(column)) : null;
    }
}
