package org.quorumsgd.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Summary;

/** One measure of several runs; those that did not measure it are left out. */
record Sample(List<Double> values) {
    /** Below this a fixed number of decimals shows too little. */
    private static final double SMALL = 0.01;

    static List<Sample> ofEach(List<List<Summary>> groups, Function<Summary, @Nullable Double> measure) {
        return groups.stream()
                .map(group -> new Sample(
                        group.stream().map(measure).filter(Objects::nonNull).toList()))
                .toList();
    }

    /** Mean and, of more than one value, sample standard deviation; all with the same decimals, to be compared at a glance. */
    static List<String> means(List<Sample> samples) {
        boolean plain = samples.stream()
                .filter(sample -> !sample.values.isEmpty())
                .mapToDouble(Sample::mean)
                .allMatch(mean -> mean == 0 || (mean >= SMALL && mean < 1 / SMALL));
        String format = plain ? "%.4f" : "%.3e";
        return samples.stream().map(sample -> sample.text(format)).toList();
    }

    /** The smallest and the largest of at least two values. */
    String range() {
        if (values.size() < 2) {
            return TextTable.NONE;
        }
        double min = values.stream().mapToDouble(value -> value).min().orElseThrow();
        double max = values.stream().mapToDouble(value -> value).max().orElseThrow();
        return String.format(Locale.ROOT, "%.4f .. %.4f", min, max);
    }

    private String text(String format) {
        return switch (values.size()) {
            case 0 -> TextTable.NONE;
            case 1 -> String.format(Locale.ROOT, format, mean());
            default -> String.format(Locale.ROOT, format + " ± " + format, mean(), standardDeviation());
        };
    }

    private double mean() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    private double standardDeviation() {
        double mean = mean();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.size() - 1));
    }
}
