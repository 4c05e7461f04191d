package org.quorumsgd.config;

import java.util.List;

/**
 * When the runs of a batch are held against each other, and by what; keys and their meanings in {@link EarlyStopSection}.
 *
 * @param rungs fractions of a run's length, each in (0, 1), increasing
 * @param eta of halving: one run in eta goes on
 */
public record EarlyStop(EarlyStopRule rule, EarlyStopMeasure measure, List<Double> rungs, double eta) {
    public EarlyStop {
        rungs = List.copyOf(rungs);
    }

    boolean isOn() {
        return rule != EarlyStopRule.NONE;
    }

    /** Adds what one of the runs lacks to be judged. */
    void check(Configuration configuration, Problems problems) {
        String because = " with " + EarlyStopSection.RULE.name() + " = " + rule.label();
        boolean images = configuration.value(Keys.PROBLEM) == ProblemName.IMAGES;
        double fraction = configuration.value(Keys.DATA_VALIDATION_FRACTION);
        if (isOn() && images && !(fraction > 0)) {
            problems.invalid(Keys.DATA_VALIDATION_FRACTION.name(), fraction, "> 0" + because);
        }
        if (isOn() && !images && measure == EarlyStopMeasure.VALIDATION_ERROR) {
            problems.invalid(
                    EarlyStopSection.MEASURE.name(), measure.label(), "validation-loss with problem = quadratic");
        }
    }
}
