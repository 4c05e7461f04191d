package org.quorumsgd.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;

/**
 * Reads back what {@link TableWriter} wrote, row by row. Columns go by name: those of a later version are passed over,
 * those an earlier version lacked are not measured; the key column must be there. A last line without its line feed,
 * cut off when the writer died, is left out. Anything else out of order is an {@link InvalidInputException} with file
 * and line.
 */
public final class TableReader implements Closeable {
    private final InputStream in;
    private final TableSchema schema;
    private final CsvRecords records;
    /** The schema's column of each cell, null for those it does not know. */
    private final List<@Nullable Column> columns;

    /**
     * Reads the header.
     *
     * @param file the name that error messages give
     */
    public TableReader(String file, InputStream in, TableSchema schema) throws IOException {
        this.in = in;
        this.schema = schema;
        this.records = new CsvRecords(file, in);
        this.columns = header();
    }

    /** All rows in memory; closes the stream. */
    public static List<Row> readAll(String file, InputStream in, TableSchema schema) throws IOException {
        try (in) {
            TableReader reader = new TableReader(file, in, schema);
            List<Row> rows = new ArrayList<>();
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
            return rows;
        }
    }

    /** The next row, or null after the last. */
    public @Nullable Row next() throws IOException {
        List<@Nullable String> cells = records.next();
        if (cells == null) {
            return null;
        }
        if (cells.size() != columns.size()) {
            throw records.invalid(cells.size() + " cells", columns.size() + ", as in the header");
        }
        Row row = schema.row();
        for (int i = 0; i < cells.size(); i++) {
            Column column = columns.get(i);
            String cell = cells.get(i);
            if (column != null && cell != null) {
                set(row, column, cell);
            }
        }
        if (!row.isMeasured(schema.columns().get(0))) {
            throw records.invalid("no " + schema.columns().get(0).name(), "one in every row");
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private List<@Nullable Column> header() throws IOException {
        List<@Nullable String> names = records.next();
        Column key = schema.columns().get(0);
        if (names == null || !names.contains(key.name())) {
            throw records.invalid("no column " + key.name(), "the header of table " + schema.name());
        }
        List<@Nullable Column> found = new ArrayList<>();
        Set<@Nullable String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw records.invalid("column " + name + " twice", "each column once");
            }
            Integer position = name == null ? null : schema.position(name);
            found.add(position == null ? null : schema.columns().get(position));
        }
        return Collections.unmodifiableList(found);
    }

    private void set(Row row, Column column, String cell) {
        try {
            switch (column.type()) {
                case LONG -> row.set(column, Long.parseLong(cell));
                case DOUBLE -> row.set(column, Double.parseDouble(cell));
                case STRING -> row.set(column, cell);
            }
        } catch (NumberFormatException e) {
            throw records.invalid(column.name() + " " + cell, "a number");
        }
    }
}
