package org.quorumsgd.schedule;

/**
 * max(floor, initial factor^j), j = floor(step / every): a staircase (Boffi &amp; Slotine 2020, sec. 4.3, halves the learning
 * rate so).
 *
 * @param initial value at step 0
 * @param factor what the value is multiplied by at each stair
 * @param everySteps length of a stair, at least 1
 * @param floor the value never falls below it
 */
public record StepSchedule(double initial, double factor, long everySteps, double floor) implements Schedule {
    public StepSchedule {
        if (everySteps < 1) {
            throw new IllegalArgumentException("Invalid everySteps: " + everySteps + " (expected at least 1)");
        }
    }

    @Override
    public double at(long step) {
        return Math.max(floor, initial * StrictMath.pow(factor, (double) Math.floorDiv(step, everySteps)));
    }
}
