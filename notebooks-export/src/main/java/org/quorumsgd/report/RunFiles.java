package org.quorumsgd.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.LayersTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;

/** Reads the files of one run, and finds the runs of directories. Tables are read row by row: they may be long. */
public final class RunFiles {
    public static final String MANIFEST = "manifest.json";

    /** Of a run that is over; which of them it has depends on what it measures. */
    public static final List<TableSchema> TABLES = List.of(
            RoundsTable.SCHEMA, AgentsTable.SCHEMA, LayersTable.SCHEMA, OrderTable.SCHEMA, StalenessTable.SCHEMA);

    private static final String SUMMARY = "summary.json";
    private static final String THEORY = "theory.json";

    private final Directory directory;
    private final Problems problems;

    private RunFiles(Directory directory, Problems problems) {
        this.directory = directory;
        this.problems = problems;
    }

    /**
     * Reads every run, or none.
     *
     * @param directories of runs, or with those of runs inside, as a batch leaves them
     * @throws InvalidInputException with the first problem of each file that is missing or broken, for all runs at once
     */
    public static <T> List<T> readAll(List<Directory> directories, Reading<T> reading) {
        Problems problems = new Problems();
        List<Directory> found = find(directories, problems);
        Set<String> repeated = repeatedNames(found);
        List<T> runs = new ArrayList<>();
        for (Directory directory : found) {
            RunFiles files = new RunFiles(directory, problems);
            RunFacts facts = files.facts();
            if (facts == null) {
                files.checkTables();
            } else {
                runs.add(reading.read(
                        files, repeated.contains(directory.name()) ? facts.named(directory.toString()) : facts));
            }
        }
        problems.throwIfAny();
        return runs;
    }

    /** What is kept of a run. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(RunFiles files, RunFacts facts);
    }

    private static List<Directory> find(List<Directory> directories, Problems problems) {
        Map<String, Directory> found = new LinkedHashMap<>();
        for (Directory directory : directories) {
            try {
                List<Directory> runs = directory.exists() ? runsOf(directory) : List.of();
                if (runs.isEmpty()) {
                    problems.invalid("run directory", directory, "a directory that a run or a batch has written");
                }
                runs.forEach(run -> found.putIfAbsent(run.path(), run));
            } catch (IOException e) {
                problems.invalid("run directory", directory, "a directory that can be read: " + e.getMessage());
            }
        }
        return List.copyOf(found.values());
    }

    private static List<Directory> runsOf(Directory directory) throws IOException {
        if (directory.has(MANIFEST)) {
            return List.of(directory);
        }
        List<Directory> runs = new ArrayList<>();
        for (Directory inside : directory.subdirectories()) {
            if (inside.has(MANIFEST)) {
                runs.add(inside);
            }
        }
        return runs;
    }

    private static Set<String> repeatedNames(List<Directory> directories) {
        Set<String> seen = new HashSet<>();
        return directories.stream()
                .map(Directory::name)
                .filter(name -> !seen.add(name))
                .collect(Collectors.toSet());
    }

    /** Where there is no run to read, what else is wrong with it is to be known as well. */
    private void checkTables() {
        TABLES.forEach(table -> forEach(table, row -> {}));
    }

    private @Nullable RunFacts facts() {
        Manifest manifest = orProblem(() -> Manifest.fromJson(path(MANIFEST), bytes(MANIFEST)));
        Summary summary =
                orProblem(() -> directory.has(SUMMARY) ? Summary.fromJson(path(SUMMARY), bytes(SUMMARY)) : null);
        if (manifest != null) {
            checkComplete(manifest);
        }
        return manifest == null ? null : new RunFacts(directory.name(), directory, manifest, summary);
    }

    /** Null where the run did not ask for it. */
    public @Nullable Forecast forecast() {
        return orProblem(() -> directory.has(THEORY) ? Forecast.fromJson(path(THEORY), bytes(THEORY)) : null);
    }

    /** Hands over the rows of a table as far as it is written; a run that just begins has none yet. */
    public void forEach(TableSchema schema, Consumer<Row> consumer) {
        String file = schema.name() + ".csv";
        orProblem(() -> {
            if (directory.has(file)) {
                try (TableReader rows = new TableReader(path(file), directory.open(file), schema)) {
                    for (Row row = rows.next(); row != null; row = rows.next()) {
                        consumer.accept(row);
                    }
                }
            }
            return null;
        });
    }

    /** Throws what was found wrong since the runs were read: one that goes on may change meanwhile. */
    public void throwIfAny() {
        problems.throwIfAny();
    }

    /** Adds a problem where a run that has ended well lacks its rounds. */
    private void checkComplete(Manifest manifest) {
        String file = RoundsTable.SCHEMA.name() + ".csv";
        orProblem(() -> {
            if (manifest.status() == RunStatus.DONE && !directory.has(file) && !SimulationReport.isOf(directory)) {
                problems.invalid("run directory", directory, "it to have " + file);
            }
            return null;
        });
    }

    private byte[] bytes(String file) throws IOException {
        try (InputStream in = directory.open(file)) {
            return in.readAllBytes();
        }
    }

    private String path(String file) {
        return directory + "/" + file;
    }

    /** What was read; null where something is wrong with it, which then is a problem of this run. */
    public <T> @Nullable T orProblem(Source<T> source) {
        try {
            return source.read();
        } catch (InvalidInputException e) {
            problems.addAll(e);
            return null;
        } catch (IOException e) {
            problems.invalid("run directory", directory, "files that can be read: " + e.getMessage());
            return null;
        }
    }

    /** Reads something. */
    @FunctionalInterface
    public interface Source<T> {
        @Nullable
        T read() throws IOException;
    }
}
