package org.quorumsgd.files;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunIds;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

/** The directory {@code <out>/<batch-id>} that holds the directories of a batch's runs and the table of all. */
public final class BatchDirectory {
    private final RunDirectory directory;

    private BatchDirectory(RunDirectory directory) {
        this.directory = directory;
    }

    /** Adds a problem for each reason why {@link #create} would refuse; writes nothing. */
    public static void check(Configuration hadoop, String out, String id, Problems problems) throws IOException {
        RunDirectory.check(hadoop, out, id, problems);
    }

    /** Adds a problem for each reason why {@link #open} would refuse; writes nothing. */
    public static void checkResumed(Configuration hadoop, String out, String id, Problems problems) {
        try {
            if (RunDirectory.exists(hadoop, out, id)) {
                problems.invalid("batch directory", new Path(out, id), "not the directory of a single run");
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        } catch (IOException e) {
            problems.invalid("batch directory", new Path(out, id), "a readable directory: " + e.getMessage());
        }
    }

    /**
     * Makes the directory of a new batch.
     *
     * @throws InvalidInputException when the id or the output directory is no good, or the directory exists
     */
    public static BatchDirectory create(Configuration hadoop, String out, String id) throws IOException {
        return new BatchDirectory(RunDirectory.create(hadoop, out, id));
    }

    /** The directory of a batch to resume, made where it is not there yet. */
    public static BatchDirectory open(Configuration hadoop, String out, String id) throws IOException {
        Problems problems = new Problems();
        RunDirectory.check(hadoop, out, id, problems);
        return problems.isEmpty() ? create(hadoop, out, id) : new BatchDirectory(RunDirectory.locate(hadoop, out, id));
    }

    /** Where the runs' directories are; fully qualified. */
    public Path path() {
        return directory.path();
    }

    /** As reports see it. */
    public HadoopDirectory files() {
        return directory.files();
    }

    /** Where the engine may keep what Spark needs to replay a lost agent, for all runs; of no use after them. */
    public Path lineage() {
        return directory.lineage();
    }

    public void clearLineage() {
        directory.clearLineage();
    }

    /** Where the runs of a night stand in {@code <out>/cells}, the table of all nights of all batches. */
    public static String cells(String batch, LocalDate night) {
        return "cells/batch=" + RunIds.safe(batch) + "/night=" + night;
    }

    /**
     * Writes the table once more as Parquet: into the batch's directory and, of a night, into the partition of that night.
     *
     * @param cells the partition, below the output directory
     */
    public void writeParquet(TableSchema schema, Optional<String> cells) throws IOException {
        directory.writeParquet(schema);
        if (cells.isPresent()) {
            directory.copy(schema.name() + ".parquet", new Path(path().getParent(), cells.get()));
        }
    }

    /** Writes or replaces a whole table as CSV; a reader never finds a part of it. */
    public void write(TableSchema schema, List<Row> rows) throws IOException {
        directory.write(schema.name() + ".csv", out -> {
            TableWriter table = new TableWriter(out, schema);
            for (Row row : rows) {
                table.append(row);
            }
            table.flush();
        });
    }
}
