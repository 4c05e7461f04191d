package org.quorumsgd.files;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.StalenessHistogram;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.TableWriter;

/**
 * The staleness of a run's commits, counted: {@code staleness.csv} is written whole with each checkpoint and at the end. A
 * checkpoint takes along the counts since the one before it, as {@link CheckpointedTable} does rows; all its files add up to the
 * run so far.
 */
public final class CountedStaleness {
    private final RunDirectory directory;
    private final Checkpoints checkpoints;
    private final StalenessHistogram all = new StalenessHistogram();
    private final StalenessHistogram unsaved = new StalenessHistogram();
    private final Map<String, String> saved = new TreeMap<>();
    /** Whether the commits before a resumption are known: a checkpoint of an earlier version does not have them. */
    private final boolean complete;

    private int savedRounds;

    /** Goes on with the counts that a checkpoint has. */
    public CountedStaleness(RunDirectory directory, Checkpoints checkpoints, Optional<Checkpoint> from)
            throws IOException {
        this.directory = directory;
        this.checkpoints = checkpoints;
        if (from.isPresent()) {
            for (Row row : checkpoints.rows(from.get(), StalenessTable.SCHEMA)) {
                all.add(row);
            }
            saved.putAll(from.get().rowsOf(StalenessTable.SCHEMA));
            savedRounds = from.get().state().rounds();
        }
        this.complete = savedRounds == 0 || !saved.isEmpty();
    }

    public void add(int agent, int staleness) {
        all.add(agent, staleness, 1);
        unsaved.add(agent, staleness, 1);
    }

    /**
     * Saves the counts for a checkpoint after so many rounds, and writes the table.
     *
     * @return the files of all counts so far, each with its SHA-256
     */
    public Map<String, String> save(int rounds) throws IOException {
        if (!complete) {
            return Map.of();
        }
        if (rounds > savedRounds) {
            saved.putAll(checkpoints.saveRows(StalenessTable.SCHEMA, savedRounds + 1, rounds, unsaved.rows()));
            unsaved.clear();
            savedRounds = rounds;
        }
        writeCsv();
        return saved;
    }

    /** Writes the finished table, also as Parquet. */
    public void write() throws IOException {
        if (complete) {
            writeCsv();
            directory.writeParquet(StalenessTable.SCHEMA);
        }
    }

    /** Of all commits; nothing where those before a resumption are not known. */
    public Optional<StalenessHistogram> histogram() {
        return complete ? Optional.of(all) : Optional.empty();
    }

    private void writeCsv() throws IOException {
        directory.write(StalenessTable.SCHEMA.name() + ".csv", out -> {
            TableWriter table = new TableWriter(out, StalenessTable.SCHEMA);
            for (Row row : all.rows()) {
                table.append(row);
            }
            table.flush();
        });
    }
}
