package org.quorumsgd.schedule;

/** The same value at every step. */
public record ConstantSchedule(double value) implements Schedule {
    @Override
    public double at(long step) {
        return value;
    }
}
