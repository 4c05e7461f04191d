package org.quorumsgd.page;

import java.util.Arrays;

/**
 * The medians of a quantity that is measured again and again: of the last {@value #RECENT} values and of all so far. NaN is passed
 * over. Of long series every second, fourth, ... value counts, and the median of all is at most a tenth of the series old, so that
 * 100,000 rounds cost neither memory nor time. Not thread-safe.
 */
final class Typical {
    static final int RECENT = 5;
    private static final int CAPACITY = 1024;

    private final double[] recent = new double[RECENT];
    private final double[] all = new double[CAPACITY];
    private int kept;
    private long every = 1;
    private long count;
    private long countAtMedian;
    private double median = Double.NaN;

    void add(double value) {
        if (Double.isNaN(value)) {
            return;
        }
        recent[(int) (count % RECENT)] = value;
        if (count % every == 0) {
            if (kept == CAPACITY) {
                for (int index = 0; index < CAPACITY / 2; index++) {
                    all[index] = all[2 * index];
                }
                kept = CAPACITY / 2;
                every *= 2;
            }
            // After thinning, count is a multiple of the new stride too: 1024 strides are even.
            all[kept++] = value;
        }
        count++;
    }

    long count() {
        return count;
    }

    /** Of the last values; NaN before there are {@value #RECENT}. */
    double recent() {
        return count < RECENT ? Double.NaN : medianOf(recent.clone());
    }

    /** Of all values; NaN before there is one. */
    double usual() {
        if (count > 0 && 10 * (count - countAtMedian) >= count) {
            median = medianOf(Arrays.copyOf(all, kept));
            countAtMedian = count;
        }
        return median;
    }

    private static double medianOf(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
