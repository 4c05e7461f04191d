package org.quorumsgd.run;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table as CSV: header first, RFC 4180 quoting, UTF-8, lines ended by LF, an empty cell for what was not
 * measured, decimals that read back to the same double, NaN and Infinity by name. The locale plays no
 * part. Each row goes to the stream at once; when it reaches the file is the caller's {@link #flush}.
 */
public final class TableWriter implements Closeable, Flushable {
    private final OutputStream out;
    private final TableSchema schema;

    /** Writes the header. */
    public TableWriter(OutputStream out, TableSchema schema) throws IOException {
        this.out = out;
        this.schema = schema;
        writeLine(schema.columns().stream().map(Column::name));
    }

    public void append(Row row) throws IOException {
        if (row.schema() != schema) {
            throw new IllegalArgumentException("row of table " + row.schema().name() + " in table " + schema.name());
        }
        writeLine(schema.columns().stream().map(row::cell));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void writeLine(Stream<? extends @Nullable Object> cells) throws IOException {
        String line = cells.map(TableWriter::csv).collect(Collectors.joining(",", "", "\n"));
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Text is quoted where it must be; the empty text too, since the bare empty cell means not measured. */
    private static String csv(@Nullable Object cell) {
        if (cell instanceof String text && (text.isEmpty() || needsQuotes(text))) {
            return '"' + text.replace("\"", "\"\"") + '"';
        }
        return cell == null ? "" : cell.toString();
    }

    private static boolean needsQuotes(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    }
}
