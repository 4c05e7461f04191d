package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table for a reader: the first column to the left, numbers to the right; a column without any value is left out. */
final class TextTable {
    static final String NONE = "-";

    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(List.of(header));
    }

    void add(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells (expected " + rows.get(0).size() + ")");
        }
        rows.add(List.of(cells));
    }

    List<String> lines() {
        List<Integer> shown = IntStream.range(0, rows.get(0).size())
                .filter(column -> column == 0
                        || rows.stream()
                                .skip(1)
                                .anyMatch(row -> !row.get(column).equals(NONE)))
                .boxed()
                .toList();
        return rows.stream().map(row -> line(row, shown)).toList();
    }

    private String line(List<String> row, List<Integer> columns) {
        StringBuilder line = new StringBuilder("  ");
        for (int column : columns) {
            String cell = row.get(column);
            String padding = " ".repeat(width(column) - length(cell));
            line.append(column == 0 ? cell + padding : GAP + padding + cell);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
