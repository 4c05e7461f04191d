package org.quorumsgd.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.report.Directory;
import org.quorumsgd.report.GroupNames;
import org.quorumsgd.report.RunFiles;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

/**
 * Runs as files that other programs read: tables of all runs, each as CSV and Parquet with a column that names the run; two
 * notebooks that load and draw them; and a folder for each run with its vectors and curves. Runs are taken as far as they have
 * come.
 */
public final class Export {
    /** For Jupyter. */
    public static final String NOTEBOOK = "runs.ipynb";

    private static final String ZEPPELIN_NOTE = "runs.zpln";
    private static final String SUMMARY = "summary";

    private final List<ExportedRun> runs;

    private Export(List<ExportedRun> runs) {
        this.runs = runs;
    }

    /**
     * Reads the runs.
     *
     * @param directories of runs, or with those of runs inside, as a batch leaves them
     * @throws InvalidInputException with the first problem of each file that is missing or broken, for all runs at once
     */
    public static Export of(List<Directory> directories) {
        List<ExportedRun> read = RunFiles.readAll(directories, ExportedRun::read);
        Map<Map<String, String>, String> groups =
                GroupNames.of(read.stream().map(ExportedRun::facts).toList());
        Set<String> taken = ownFiles();
        return new Export(read.stream()
                .map(run -> run.named(
                        GroupNames.unlike(taken, run.name().isEmpty() ? "run" : run.name()),
                        groups.getOrDefault(run.facts().settings(), "")))
                .toList());
    }

    /** Names that no folder of a run can have. */
    private static Set<String> ownFiles() {
        Set<String> names = new HashSet<>(Set.of(NOTEBOOK, ZEPPELIN_NOTE, SUMMARY + ".csv", SUMMARY + ".parquet"));
        for (TableSchema table : RunFiles.TABLES) {
            names.add(table.name() + ".csv");
            names.add(table.name() + ".parquet");
        }
        return names;
    }

    public List<String> names() {
        return runs.stream().map(ExportedRun::name).toList();
    }

    /** Adds a problem where an export to this directory would write into that of a run. */
    public void check(Directory to, Problems problems) throws IOException {
        if (!to.exists()) {
            return;
        }
        boolean ontoRuns = to.has(RunFiles.MANIFEST);
        for (Directory inside : to.subdirectories()) {
            ontoRuns |= names().contains(inside.name()) && inside.has(RunFiles.MANIFEST);
        }
        if (ontoRuns) {
            problems.invalid("--to", to, "a directory other than that of the runs");
        }
    }

    /**
     * Writes everything; what an earlier export wrote is replaced.
     *
     * @param path the destination's, for Zeppelin, which runs notes in a directory of its own
     */
    public void writeTo(Destination to, String path) throws IOException {
        SummaryTable summary = new SummaryTable(runs);
        List<Row> summaries = new ArrayList<>();
        for (ExportedRun run : runs) {
            run.vectors().writeQuorum(to, run.name());
            summaries.add(summary.row(run, run.vectors().writeAgents(to, run.name())));
            writeFigure(run, to);
        }
        write(to, SUMMARY, summary.schema(), sink -> {
            for (Row row : summaries) {
                sink.append(row);
            }
        });
        for (TableSchema table : RunFiles.TABLES) {
            List<Column> columns = new ArrayList<>(List.of(SummaryTable.RUN));
            columns.addAll(table.columns());
            TableSchema ofAllRuns = TableSchema.of(table.name(), columns);
            write(to, table.name(), ofAllRuns, sink -> writeRows(table, ofAllRuns, sink));
        }
        byte[] jupyter = NotebookJson.jupyter(cells("."));
        byte[] zeppelin = NotebookJson.zeppelin(cells(path));
        to.write(NOTEBOOK, out -> out.write(jupyter));
        to.write(ZEPPELIN_NOTE, out -> out.write(zeppelin));
    }

    private List<Cell> cells(String folder) throws IOException {
        return Cell.template().stream()
                .map(cell -> cell.filled(names(), folder))
                .toList();
    }

    private void writeRows(TableSchema table, TableSchema ofAllRuns, Destination.RowSink sink) throws IOException {
        try {
            for (ExportedRun run : runs) {
                run.files()
                        .forEach(
                                table,
                                row -> append(
                                        sink,
                                        ofAllRuns
                                                .row()
                                                .set(SummaryTable.RUN, run.name())
                                                .setAll(row)));
                run.files().throwIfAny();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void append(Destination.RowSink sink, Row row) {
        try {
            sink.append(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Destination to, String name, TableSchema schema, Destination.Rows rows)
            throws IOException {
        to.write(name + ".csv", out -> rows.writeTo(new TableWriter(out, schema)::append));
        to.writeParquet(name + ".parquet", schema, rows);
    }

    private static void writeFigure(ExportedRun run, Destination to) throws IOException {
        CurvesFigure figure = run.figure();
        to.write(run.name() + "/curves.svg", figure::writeSvg);
        to.write(run.name() + "/curves.png", figure::writePng);
    }
}
