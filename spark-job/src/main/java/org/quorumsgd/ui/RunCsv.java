package org.quorumsgd.ui;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;

/** The kept rounds of a run with the columns and numbers of {@code rounds.csv}; an empty cell is not measured. */
final class RunCsv {
    private RunCsv() {}

    static void write(Writer out, List<RoundRow> rows) throws IOException {
        out.write(Measure.ALL.stream().map(Measure::column).collect(Collectors.joining(",")) + "\n");
        for (RoundRow row : rows) {
            out.write(Measure.ALL.stream().map(measure -> cell(row, measure)).collect(Collectors.joining(",")) + "\n");
        }
    }

    private static String cell(RoundRow row, Measure measure) {
        double value = row.value(measure);
        if (Double.isNaN(value)) {
            return "";
        }
        boolean whole = measure == Measure.ROUND || measure == Measure.STEP;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
