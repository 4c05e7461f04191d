package org.quorumsgd.schedule;

/**
 * From one value to another on a line, then constant.
 *
 * @param initial value at step 0
 * @param last value from step T on
 * @param overSteps T, at least 1
 */
public record LinearSchedule(double initial, double last, long overSteps) implements Schedule {
    public LinearSchedule {
        if (overSteps < 1) {
            throw new IllegalArgumentException("Invalid overSteps: " + overSteps + " (expected at least 1)");
        }
    }

    @Override
    public double at(long step) {
        return step >= overSteps ? last : initial + (last - initial) * ((double) step / overSteps);
    }
}
