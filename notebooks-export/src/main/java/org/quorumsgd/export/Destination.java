package org.quorumsgd.export;

import java.io.IOException;
import java.io.OutputStream;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;

/**
 * The directory that an export goes to, on whatever file system. Names of files may have one folder before them. That a table can
 * become Parquet is asked for here because Parquet's library needs Hadoop, which this module does not know: the command line gives
 * what the job has for its own tables.
 */
public interface Destination {
    /** Writes or replaces a whole file. */
    void write(String file, Content content) throws IOException;

    /** Writes or replaces a table as one Parquet file, null where a cell was not measured. */
    void writeParquet(String file, TableSchema schema, Rows rows) throws IOException;

    /** What goes into a file. */
    @FunctionalInterface
    interface Content {
        /** Writes everything; need not flush or close. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Rows that are read when they are asked for, one by one: tables may be long. */
    @FunctionalInterface
    interface Rows {
        void writeTo(RowSink sink) throws IOException;
    }

    /** Takes rows. */
    @FunctionalInterface
    interface RowSink {
        void append(Row row) throws IOException;
    }
}
