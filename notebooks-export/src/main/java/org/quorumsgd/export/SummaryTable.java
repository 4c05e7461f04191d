package org.quorumsgd.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.report.GroupNames;
import org.quorumsgd.report.RunFacts;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;

/** {@code summary.csv}: one row a run; the columns of {@link BatchTable} behind a few that only an export needs. */
final class SummaryTable {
    static final Column RUN = new Column("run", "", Column.Type.STRING, "name of the run and of its folder here");
    static final Column GROUP =
            new Column("group", "", Column.Type.STRING, "its configuration: equal for runs that differ in seed only");
    static final Column DIRECTORY = new Column("directory", "", Column.Type.STRING, "where the run was read from");
    static final Column SEED = new Column("seed", "", Column.Type.LONG, "seed");
    static final Column PARAMETERS = new Column("parameters", "", Column.Type.LONG, "length n of the vectors");
    static final Column SPREAD_BOUND = new Column(
            "spread_bound", "", Column.Type.DOUBLE, "bound (22) on the spread by the curvature at the start");
    static final Column CHECKPOINT_ROUND = new Column(
            "checkpoint_round", "", Column.Type.LONG, "rounds completed when the agents of agents.npy stood there");
    private static final List<Column> OWN =
            List.of(RUN, GROUP, DIRECTORY, SEED, PARAMETERS, SPREAD_BOUND, CHECKPOINT_ROUND);

    private final BatchTable batch;
    private final TableSchema schema;
    private final List<String> keys;

    /** The table for runs that differ in some of their keys. */
    SummaryTable(List<ExportedRun> runs) {
        Set<String> own = Set.of("run", "cell", "group", "directory", "seed");
        this.keys = GroupNames.differing(
                        runs.stream().map(run -> run.facts().configuration()).toList())
                .stream()
                .filter(key -> !own.contains(key))
                .toList();
        this.batch = new BatchTable(keys);
        List<Column> columns = new ArrayList<>(OWN);
        batch.schema().columns().stream()
                .filter(column -> OWN.stream().noneMatch(each -> each.name().equals(column.name())))
                .forEach(columns::add);
        this.schema = TableSchema.of("summary", columns);
    }

    TableSchema schema() {
        return schema;
    }

    /** @param checkpointRound of the agents that were written, if any */
    Row row(ExportedRun run, OptionalLong checkpointRound) {
        RunFacts facts = run.facts();
        Map<String, String> configuration = facts.configuration();
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, plain(configuration.get(key))));
        Row row = schema.row()
                .setAll(batch.row(
                        run.name(),
                        facts.manifest().configurationSha256().substring(0, 12),
                        run.group(),
                        values,
                        facts.status(),
                        facts.summary(),
                        facts.manifest().failure()));
        row.set(GROUP, run.group())
                .set(DIRECTORY, facts.directory().path())
                .set(SEED, facts.manifest().seed())
                .set(PARAMETERS, facts.manifest().parameters())
                .set(batch.column("algorithm"), facts.algorithm())
                .set(batch.column("agents"), facts.manifest().agents());
        if (run.forecast() != null && run.forecast().spreadBound() != null) {
            row.set(SPREAD_BOUND, run.forecast().spreadBound());
        }
        checkpointRound.ifPresent(round -> row.set(CHECKPOINT_ROUND, round));
        return row;
    }

    /** Text without the quotes that JSON would give it. */
    private static @Nullable String plain(@Nullable String value) {
        return value != null && value.startsWith("\"") ? NotebookJson.text(value) : value;
    }
}
