package org.quorumsgd.schedule;

/**
 * min(1, (t + 1) / W) times another schedule: the first W steps grow on a line to what it says.
 *
 * @param schedule what is warmed up to
 * @param overSteps W, at least 1
 */
public record WarmUp(Schedule schedule, long overSteps) implements Schedule {
    public WarmUp {
        if (overSteps < 1) {
            throw new IllegalArgumentException("Invalid overSteps: " + overSteps + " (expected at least 1)");
        }
    }

    @Override
    public double at(long step) {
        return step + 1 >= overSteps ? schedule.at(step) : schedule.at(step) * ((step + 1.0) / overSteps);
    }
}
