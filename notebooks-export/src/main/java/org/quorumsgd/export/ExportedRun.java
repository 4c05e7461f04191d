package org.quorumsgd.export;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.report.RunFacts;
import org.quorumsgd.report.RunFiles;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;

/**
 * A run whose files have been read once and found in order. Its tables are read again when they are written.
 *
 * @param name in the tables and of its folder; the directory's name, unless two of the runs share it
 * @param group of the configuration: equal for runs that differ in their seed only
 * @param forecast null where the run did not ask for one
 */
record ExportedRun(
        String name, String group, RunFacts facts, @Nullable Forecast forecast, RunFiles files, RunVectors vectors) {

    /** Reads everything there is, so that all that is wrong comes to light. */
    static ExportedRun read(RunFiles files, RunFacts facts) {
        RunFiles.TABLES.forEach(table -> files.forEach(table, row -> {}));
        return new ExportedRun(
                facts.directory().name(), "", facts, files.forecast(), files, RunVectors.read(files, facts));
    }

    ExportedRun named(String newName, String newGroup) {
        return new ExportedRun(newName, newGroup, facts, forecast, files, vectors);
    }

    CurvesFigure figure() {
        List<Row> rounds = new ArrayList<>();
        files.forEach(RoundsTable.SCHEMA, rounds::add);
        int agents = facts.manifest().agents();
        String title = name + " · " + facts.algorithm() + " · " + (agents == 1 ? "1 agent" : agents + " agents");
        return new CurvesFigure(title, rounds);
    }
}
