package org.quorumsgd.data;

import java.util.stream.IntStream;

/** Lists of rows: strictly ascending and within the source. */
final class RowOrder {
    private RowOrder() {}

    static void check(int[] rows, int size) {
        int previous = -1;
        for (int row : rows) {
            if (row <= previous || row >= size) {
                throw new IllegalArgumentException("Invalid row: " + row + " after " + previous
                        + " (expected strictly ascending rows from 0 to " + (size - 1) + ")");
            }
            previous = row;
        }
    }

    static int[] natural(int size) {
        return IntStream.range(0, size).toArray();
    }
}
