package org.quorumsgd.drawing;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Row;

/** Points to draw, in the order of x; x and y have the same length. */
public final class Curve {
    private final double[] x;
    private final double[] y;

    public Curve(double[] x, double[] y) {
        this.x = x;
        this.y = y;
    }

    /** The rows in which both columns are measured, x is finite and y is drawable. */
    public static Curve of(List<Row> rows, Column x, Column y, DoublePredicate drawable) {
        List<Row> kept = rows.stream()
                .filter(row -> Double.isFinite(row.number(x)) && drawable.test(row.number(y)))
                .toList();
        return new Curve(
                kept.stream().mapToDouble(row -> row.number(x)).toArray(),
                kept.stream().mapToDouble(row -> row.number(y)).toArray());
    }

    public double[] x() {
        return x;
    }

    public double[] y() {
        return y;
    }

    public int size() {
        return x.length;
    }

    public boolean isEmpty() {
        return x.length == 0;
    }

    public double last() {
        return y[y.length - 1];
    }

    public Curve times(double factor) {
        return mapped(value -> value * factor);
    }

    /** The same x with other y. */
    public Curve mapped(DoubleUnaryOperator operator) {
        return new Curve(x, Arrays.stream(y).map(operator).toArray());
    }

    /** At most {@code points} points: the means of x and y over consecutive groups of nearly equal size. */
    public Curve thinned(int points) {
        if (size() <= points) {
            return this;
        }
        return new Curve(groupMeans(x, points), groupMeans(y, points));
    }

    private static double[] groupMeans(double[] values, int groups) {
        return IntStream.range(0, groups)
                .mapToDouble(group -> {
                    int from = (int) ((long) group * values.length / groups);
                    int to = (int) ((long) (group + 1) * values.length / groups);
                    return IntStream.range(from, to)
                            .mapToDouble(i -> values[i])
                            .average()
                            .orElseThrow();
                })
                .toArray();
    }
}
