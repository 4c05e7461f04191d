package org.quorumsgd.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table's name and its columns in the order of its file. The first column is the key: every row has it. */
public final class TableSchema {
    private final String name;
    private final List<Column> columns;
    private final Map<String, Integer> positions;

    private TableSchema(String name, Map<String, Column> columns) {
        this.name = name;
        this.columns = List.copyOf(columns.values());
        Map<String, Integer> byName = new LinkedHashMap<>();
        columns.keySet().forEach(column -> byName.put(column, byName.size()));
        this.positions = Collections.unmodifiableMap(byName);
    }

    /** A table whose columns are known only when it is written. */
    public static TableSchema of(String name, List<Column> columns) {
        Builder builder = named(name);
        columns.forEach(builder::add);
        return builder.build();
    }

    /** The file's name without its ending. */
    public String name() {
        return name;
    }

    public List<Column> columns() {
        return columns;
    }

    /** A row with no cell measured yet. */
    public Row row() {
        return new Row(this);
    }

    /** Position of a column by its name, or null when the table has none of that name. */
    @Nullable
    Integer position(String column) {
        return positions.get(column);
    }

    int position(Column column) {
        Integer position = positions.get(column.name());
        if (position == null) {
            throw new IllegalArgumentException("table " + name + " has no column " + column.name());
        }
        return position;
    }

    static Builder named(String name) {
        return new Builder(name);
    }

    /** Declares each column in the line that makes its constant. */
    static final class Builder {
        private final String name;
        private final Map<String, Column> columns = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        Column longs(String column, String unit, String text) {
            return add(new Column(column, unit, Column.Type.LONG, text));
        }

        Column doubles(String column, String unit, String text) {
            return add(new Column(column, unit, Column.Type.DOUBLE, text));
        }

        Column strings(String column, String text) {
            return add(new Column(column, "", Column.Type.STRING, text));
        }

        TableSchema build() {
            return new TableSchema(name, columns);
        }

        private Column add(Column column) {
            if (columns.put(column.name(), column) != null) {
                throw new IllegalStateException("table " + name + " declares column " + column.name() + " twice");
            }
            return column;
        }
    }
}
