package org.quorumsgd.run;

/** {@code bench.csv}: one row for each line of the benchmark's table. */
public final class BenchTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("bench");

    public static final Column COMPARISON = COLUMNS.strings("comparison", "name of the comparison");
    public static final Column WHAT = COLUMNS.strings("what", "what is measured, or whose ratio");
    public static final Column UNIT = COLUMNS.strings("unit", "unit of the numbers");
    public static final Column MEDIAN = COLUMNS.doubles("median", "", "median over the repetitions");
    public static final Column MINIMUM = COLUMNS.doubles("minimum", "", "least of the repetitions");
    public static final Column MAXIMUM = COLUMNS.doubles("maximum", "", "greatest of the repetitions");
    public static final Column SAMPLES = COLUMNS.longs("samples", "", "number of repetitions");
    public static final Column SIDE = COLUMNS.strings("side", ">= or <=; empty without a target");
    public static final Column TARGET = COLUMNS.doubles("target", "", "what the median is to reach");
    public static final Column MET = COLUMNS.strings("met", "yes or no");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private BenchTable() {}

    public static Row row(BenchReport.Row measured) {
        Row row = SCHEMA.row()
                .set(COMPARISON, measured.comparison())
                .set(WHAT, measured.what())
                .set(UNIT, measured.unit())
                .set(MEDIAN, measured.median())
                .set(MINIMUM, measured.minimum())
                .set(MAXIMUM, measured.maximum())
                .set(SAMPLES, measured.samples());
        if (measured.side() != null && measured.target() != null && measured.met() != null) {
            row.set(SIDE, measured.side()).set(TARGET, measured.target()).set(MET, measured.met() ? "yes" : "no");
        }
        return row;
    }
}
