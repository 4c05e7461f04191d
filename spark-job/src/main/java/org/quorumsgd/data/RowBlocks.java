package org.quorumsgd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.quorumsgd.config.InvalidInputException;

/** Rows that lie in consecutive blocks (files or row groups): which rows lie in which block. */
final class RowBlocks implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] starts;

    private RowBlocks(int[] starts) {
        this.starts = starts;
    }

    static RowBlocks of(List<Long> counts, String name) {
        int[] starts = new int[counts.size() + 1];
        long total = 0;
        for (int i = 0; i < counts.size(); i++) {
            total += counts.get(i);
            if (total > Integer.MAX_VALUE) {
                throw InvalidInputException.of("Invalid number of images from " + name + " on: more than "
                        + Integer.MAX_VALUE + " (expected at most " + Integer.MAX_VALUE + ")");
            }
            starts[i + 1] = (int) total;
        }
        return new RowBlocks(starts);
    }

    int size() {
        return starts[starts.length - 1];
    }

    int first(int block) {
        return starts[block];
    }

    /** Those of the ascending rows that lie in the block. */
    int[] within(int block, int[] rows) {
        return Arrays.copyOfRange(rows, insertionPoint(rows, starts[block]), insertionPoint(rows, starts[block + 1]));
    }

    private static int insertionPoint(int[] rows, int row) {
        int found = Arrays.binarySearch(rows, row);
        return found >= 0 ? found : -found - 1;
    }
}
