package org.quorumsgd.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

/**
 * A table that a run fills while it goes on. Rows that are appended together are on disk together. After a write that failed
 * nobody knows how much of it is there: the table is begun anew with the rows before it, so that none is torn, missing or there twice.
 */
final class GrowingTable implements Closeable {
    private final RunDirectory directory;
    private final TableSchema schema;
    private TableWriter writer;
    private int rowsOnDisk;
    private boolean broken;
    /** Read back while the table is broken. */
    private @Nullable List<Row> intact;

    GrowingTable(RunDirectory directory, TableSchema schema, List<Row> kept) throws IOException {
        this.directory = directory;
        this.schema = schema;
        List<TableWriter> begun = new ArrayList<>();
        Attempts.at(name(), () -> begun.add(directory.beginTable(schema, kept)));
        this.writer = begun.get(0);
        this.rowsOnDisk = kept.size();
    }

    /**
     * Appends rows and lets other readers see them.
     *
     * @throws UnwrittenException when that cannot be done; the file may then have none of the rows before, for which there is the checkpoint
     */
    void append(List<Row> rows) throws IOException {
        attempt(() -> {
            for (Row row : rows) {
                writer.append(row);
            }
            writer.flush();
        });
        rowsOnDisk += rows.size();
    }

    @Override
    public void close() throws IOException {
        attempt(() -> writer.close());
    }

    private void attempt(Attempts.Write write) throws IOException {
        Attempts.at(name(), () -> {
            if (broken) {
                beginAnew();
            }
            broken = true;
            write.run();
            broken = false;
        });
    }

    /** The rows are read before the broken writer is closed, which may write what it still holds; and once, for then the file is cut. */
    private void beginAnew() throws IOException {
        if (intact == null) {
            List<Row> found = rowsOnDisk == 0 ? List.of() : directory.rows(schema);
            if (found.size() < rowsOnDisk) {
                throw new IOException("of " + rowsOnDisk + " rows only " + found.size() + " can be read back");
            }
            intact = List.copyOf(found.subList(0, rowsOnDisk));
        }
        RunDirectory.closeQuietly(writer, new IOException());
        writer = directory.beginTable(schema, intact);
        intact = null;
    }

    private String name() {
        return directory.path() + "/" + schema.name() + ".csv";
    }
}
