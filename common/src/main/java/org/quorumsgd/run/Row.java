package org.quorumsgd.run;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row of a table; a cell that is not set was not measured. Not thread-safe. */
public final class Row {
    private final TableSchema schema;
    private final @Nullable Object[] cells;

    Row(TableSchema schema) {
        this.schema = schema;
        this.cells = new @Nullable Object[schema.columns().size()];
    }

    public TableSchema schema() {
        return schema;
    }

    /** Sets a whole number; in a column of doubles it becomes one. */
    public Row set(Column column, long value) {
        return switch (column.type()) {
            case LONG -> put(column, value);
            case DOUBLE -> put(column, (double) value);
            case STRING -> throw mismatch(column, "a number");
        };
    }

    public Row set(Column column, double value) {
        if (column.type() != Column.Type.DOUBLE) {
            throw mismatch(column, "a double");
        }
        return put(column, value);
    }

    public Row set(Column column, String value) {
        if (column.type() != Column.Type.STRING) {
            throw mismatch(column, "text");
        }
        return put(column, value);
    }

    /** Sets every cell that is measured in another row, by the columns' names; columns that this table has not are left out. */
    public Row setAll(Row other) {
        for (Column column : other.schema.columns()) {
            Object value = other.cell(column);
            Integer position = schema.position(column.name());
            if (value != null && position != null) {
                Column own = schema.columns().get(position);
                if (own.type() != column.type()) {
                    throw mismatch(own, "a " + column.type());
                }
                cells[position] = value;
            }
        }
        return this;
    }

    public boolean isMeasured(Column column) {
        return cell(column) != null;
    }

    /** The number in the cell, NaN when it was not measured. */
    public double number(Column column) {
        Object value = cell(column);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw mismatch(column, "a number");
    }

    /** The whole number in a cell that must be measured, such as a round. */
    public long whole(Column column) {
        if (cell(column) instanceof Long whole) {
            return whole;
        }
        throw mismatch(column, "a measured whole number");
    }

    /** The text in the cell, or null when it was not measured. */
    public @Nullable String text(Column column) {
        Object value = cell(column);
        return value == null ? null : value.toString();
    }

    /** Long, Double, String or null when not measured. */
    public @Nullable Object cell(Column column) {
        return cells[schema.position(column)];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && schema == row.schema && Arrays.equals(cells, row.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        return schema.name() + Arrays.toString(cells);
    }

    private Row put(Column column, Object value) {
        cells[schema.position(column)] = value;
        return this;
    }

    private IllegalArgumentException mismatch(Column column, String what) {
        return new IllegalArgumentException(
                "column " + schema.name() + "." + column.name() + " of type " + column.type() + " used as " + what);
    }
}
