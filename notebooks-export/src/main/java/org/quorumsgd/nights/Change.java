package org.quorumsgd.nights;

import java.util.Locale;

/**
 * A measure that is certain to have changed, and by enough to act on.
 *
 * @param group of runs that differ in their seed only, or all runs
 * @param before mean over the earlier nights
 * @param tonight mean
 * @param test of the difference, at 95 % confidence
 */
record Change(
        String group, NightMeasure measure, double before, double tonight, int runsBefore, int runs, WelchTest test) {

    boolean isRegression() {
        return measure.higherIsWorse == test.difference() > 0;
    }

    String text() {
        String name = group.isEmpty() ? measure.label : group + ": " + measure.label;
        return String.format(
                Locale.ROOT,
                "%s: %s %.4g -> %.4g (%+.3g ± %.2g, p = %.1g, %d and %d runs)",
                isRegression() ? "regression" : "improvement",
                name,
                before,
                tonight,
                test.difference(),
                test.halfWidth(),
                test.pValue(),
                runsBefore,
                runs);
    }
}
