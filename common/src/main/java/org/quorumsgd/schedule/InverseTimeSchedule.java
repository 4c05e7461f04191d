package org.quorumsgd.schedule;

/**
 * initial / (1 + c t)^power (the decay of EASGD's reference implementation; Robbins &amp; Monro 1951 for power in (1/2, 1]).
 *
 * @param initial value at step 0
 * @param decayPerStep c, not negative
 * @param power exponent
 */
public record InverseTimeSchedule(double initial, double decayPerStep, double power) implements Schedule {
    @Override
    public double at(long step) {
        return initial / StrictMath.pow(1 + decayPerStep * step, power);
    }
}
