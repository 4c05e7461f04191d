package org.quorumsgd.data;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the wanted rows of a row group column by column. No objects are made per value, as Parquet's record readers do: a
 * list of floats is read as fast as bytes.
 */
final class ParquetRows {
    private final String file;
    private final ParquetColumns columns;
    private final int classes;
    private final DataProblems problems;
    private final byte[] bytes;
    private final float[] floats;
    private final int pixels;

    ParquetRows(String file, ParquetColumns columns, int pixels, int classes, DataProblems problems) {
        this.file = file;
        this.columns = columns;
        this.pixels = pixels;
        this.classes = classes;
        this.problems = problems;
        this.bytes = new byte[columns.isBytes() ? pixels : 0];
        this.floats = new float[columns.isBytes() ? 0 : pixels];
    }

    /**
     * @param groupStart row of the file with which the row group begins
     * @param rows ascending rows of the file, all in this row group
     * @param fileStart row of the source with which the file begins
     */
    void read(PageReadStore group, int groupStart, int[] rows, int fileStart, RowConsumer consumer) {
        ColumnReadStoreImpl store = new ColumnReadStoreImpl(group, new NoConverter(), columns.projection(), null);
        ColumnReader images = store.getColumnReader(columns.image());
        ColumnReader labels = store.getColumnReader(columns.label());
        int next = groupStart;
        for (int row : rows) {
            for (; next < row; next++) {
                skipRow(images);
                skipRow(labels);
            }
            next = row + 1;
            int label = label(labels, row);
            if (columns.isBytes()) {
                if (readBytes(images, row) && label >= 0) {
                    consumer.bytes(fileStart + row, label, bytes);
                }
            } else if (readFloats(images, row) && label >= 0) {
                consumer.floats(fileStart + row, label, floats);
            }
        }
    }

    private static void skipRow(ColumnReader column) {
        do {
            if (!isNull(column)) {
                column.skip();
            }
            column.consume();
        } while (column.getCurrentRepetitionLevel() > 0);
    }

    private static boolean isNull(ColumnReader column) {
        return column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel();
    }

    /** The label, or -1 after a problem. */
    private int label(ColumnReader column, int row) {
        long label = -1;
        if (isNull(column)) {
            problems.invalid("labels in " + file, "label " + row + " in " + file, "null", "0 to " + (classes - 1));
        } else {
            label = columns.isLongLabel() ? column.getLong() : column.getInteger();
            problems.checkLabel(file, row, label, classes);
        }
        column.consume();
        return label >= 0 && label < classes ? (int) label : -1;
    }

    private boolean readBytes(ColumnReader column, int row) {
        int length = 0;
        if (!isNull(column)) {
            byte[] value = column.getBinary().getBytesUnsafe();
            length = value.length;
            if (length == pixels) {
                System.arraycopy(value, 0, bytes, 0, pixels);
            }
        }
        column.consume();
        return checkLength(length, row);
    }

    private boolean readFloats(ColumnReader column, int row) {
        int length = 0;
        boolean allFinite = true;
        do {
            if (!isNull(column)) {
                double value = columns.isDouble() ? column.getDouble() : column.getFloat();
                allFinite &= length >= pixels || store(value, length, row);
                length++;
            } else if (isNullElement(column)) {
                allFinite = invalidPixel(null, length, row);
                length++;
            }
            column.consume();
        } while (column.getCurrentRepetitionLevel() > 0);
        return checkLength(length, row) && allFinite;
    }

    /** An absent or empty list also shows as a null; only a null inside a list has an optional element one level short. */
    private boolean isNullElement(ColumnReader column) {
        int last = columns.image().getMaxDefinitionLevel() - 1;
        return columns.isElementOptional() && column.getCurrentDefinitionLevel() == last;
    }

    private boolean store(double value, int pixel, int row) {
        floats[pixel] = (float) value;
        return Float.isFinite(floats[pixel]) || invalidPixel(value, pixel, row);
    }

    private boolean invalidPixel(@Nullable Double value, int pixel, int row) {
        problems.invalid(
                "pixels in " + file,
                "pixel " + pixel + " of image " + row + " in " + file,
                String.valueOf(value),
                "a finite 32-bit floating-point number");
        return false;
    }

    private boolean checkLength(int length, int row) {
        if (length != pixels) {
            problems.invalid(
                    "image lengths in " + file, "length of image " + row + " in " + file, length, pixels + " values");
        }
        return length == pixels;
    }

    /** The column store asks for converters, which reading column by column does not use. */
    private static final class NoConverter extends GroupConverter {
        @Override
        public Converter getConverter(int fieldIndex) {
            return this;
        }

        @Override
        public PrimitiveConverter asPrimitiveConverter() {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
