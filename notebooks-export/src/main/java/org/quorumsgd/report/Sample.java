package org.quorumsgd.report;

import java.util.List;

/** Values of one measure in several runs; NaN is left out. */
record Sample(List<Double> values) {
    Sample {
        values = values.stream().filter(value -> !Double.isNaN(value)).toList();
    }

    int size() {
        return values.size();
    }

    /** NaN of no value. */
    double mean() {
        return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
    }

    /** Sample standard deviation, with n - 1 below; NaN of less than two values. */
    double standardDeviation() {
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
    }

    /** NaN of no value. */
    double lowest() {
        return values.stream().mapToDouble(value -> value).min().orElse(Double.NaN);
    }

    /** NaN of no value. */
    double highest() {
        return values.stream().mapToDouble(value -> value).max().orElse(Double.NaN);
    }
}
