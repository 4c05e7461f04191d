package org.quorumsgd.schedule;

/**
 * initial (last / initial)^(t / T), then constant: equal factors in equal times.
 *
 * @param initial value at step 0, above 0
 * @param last value from step T on, above 0
 * @param overSteps T, at least 1
 */
public record ExponentialSchedule(double initial, double last, long overSteps) implements Schedule {
    public ExponentialSchedule {
        if (!(initial > 0) || !(last > 0) || overSteps < 1) {
            throw new IllegalArgumentException("Invalid exponential schedule: from " + initial + " to " + last
                    + " over " + overSteps + " steps (expected values above 0 and at least 1 step)");
        }
    }

    @Override
    public double at(long step) {
        return step >= overSteps ? last : initial * StrictMath.pow(last / initial, (double) step / overSteps);
    }
}
