package org.quorumsgd.schedule;

/**
 * floor + (initial - floor) (1 + cos(pi t / T)) / 2 until step T, then the floor: cosine annealing without restarts
 * (Loshchilov &amp; Hutter 2017, eq. 5).
 *
 * @param initial value at step 0
 * @param floor value from step T on
 * @param overSteps T, at least 1
 */
public record CosineSchedule(double initial, double floor, long overSteps) implements Schedule {
    public CosineSchedule {
        if (overSteps < 1) {
            throw new IllegalArgumentException("Invalid overSteps: " + overSteps + " (expected at least 1)");
        }
    }

    @Override
    public double at(long step) {
        if (step >= overSteps) {
            return floor;
        }
        return floor + (initial - floor) * (1 + StrictMath.cos(StrictMath.PI * step / overSteps)) / 2;
    }
}
