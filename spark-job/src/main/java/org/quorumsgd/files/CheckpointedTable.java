package org.quorumsgd.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of a run whose csv grows row by row. Each checkpoint takes along the rows since the one before it, since what stands
 * in the csv of a killed run depends on the file system: object stores show nothing of a file that was never closed.
 */
public final class CheckpointedTable implements Closeable {
    /** Bounds the memory of runs with long tables and few checkpoints. */
    private static final int MOST_UNSAVED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointedTable.class);

    private final Checkpoints checkpoints;
    private final TableSchema schema;
    private final Optional<Row> lastKept;
    private final GrowingTable csv;
    private final Map<String, String> saved = new TreeMap<>();
    private final List<Row> ofThisRound = new ArrayList<>();
    private final List<Row> unsaved = new ArrayList<>();
    private int savedRounds;
    private int mostUnsaved = MOST_UNSAVED;

    /** Begins the csv anew with the rows that a checkpoint has; none without one. */
    public CheckpointedTable(
            RunDirectory directory, Checkpoints checkpoints, TableSchema schema, Optional<Checkpoint> from)
            throws IOException {
        this.checkpoints = checkpoints;
        this.schema = schema;
        List<Row> kept = from.isPresent() ? checkpoints.rows(from.get(), schema) : List.of();
        this.csv = new GrowingTable(directory, schema, kept);
        this.lastKept = kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(kept.size() - 1));
        from.ifPresent(checkpoint -> {
            saved.putAll(checkpoint.rowsOf(schema));
            savedRounds = checkpoint.state().rounds();
        });
    }

    /** The last of the rows that the table began with, if it did. */
    public Optional<Row> lastKept() {
        return lastKept;
    }

    public void append(Row row) {
        ofThisRound.add(row);
        unsaved.add(row);
    }

    /** Ends a round: shows its rows to readers of the csv, where the file system can do that. */
    public void completed(int rounds) throws IOException {
        writeCsv();
        if (unsaved.size() >= mostUnsaved) {
            trySave(rounds);
        }
    }

    /**
     * Saves the rows for a checkpoint after so many rounds.
     *
     * @return the files of all rows so far, each with its SHA-256
     */
    public Map<String, String> save(int rounds) throws IOException {
        if (!unsaved.isEmpty()) {
            saved.putAll(checkpoints.saveRows(schema, savedRounds + 1, rounds, unsaved));
            unsaved.clear();
            mostUnsaved = MOST_UNSAVED;
        }
        savedRounds = rounds;
        return saved;
    }

    /** What cannot be written now stays in memory for the next checkpoint, or until there is as much again: every try takes its time. */
    private void trySave(int rounds) {
        try {
            save(rounds);
        } catch (IOException e) {
            mostUnsaved = unsaved.size() + MOST_UNSAVED;
            LOG.warn("Rows of {} wait for the next checkpoint: {}", schema.name(), e.getMessage());
        }
    }

    private void writeCsv() throws IOException {
        csv.append(ofThisRound);
        ofThisRound.clear();
    }

    @Override
    public void close() throws IOException {
        try (csv) {
            writeCsv();
        }
    }
}
