package org.quorumsgd.coupling;

import java.util.Arrays;
import org.quorumsgd.schedule.Schedule;

/**
 * k^j = k for all agents: QSGD and EASGD.
 *
 * @param gain k; 0 leaves the agents uncoupled
 */
public record EqualGains(Schedule gain) implements Gains {
    @Override
    public double[] at(long step, int agents, Judgement judgement) {
        double[] gains = new double[agents];
        Arrays.fill(gains, gain.at(step));
        return gains;
    }
}
