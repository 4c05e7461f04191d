package org.quorumsgd.coupling;

import java.util.Arrays;
import org.quorumsgd.schedule.Schedule;

/**
 * k^j = p k e^{-s m^j} / sum_i e^{-s m^i}, m the agents' measures: gains that follow success smoothly (a choice within Boffi &amp;
 * Slotine 2020, eq. 55). Their mean is k, so the agents synchronize as fast as QSGD's (eq. 56). An agent of unknown measure has no
 * say; while nothing is known all gains are k.
 *
 * @param gain k
 * @param sharpness s, in 1 / measure; 0 gives equal gains
 */
public record SuccessGains(Schedule gain, double sharpness) implements Gains {
    @Override
    public double[] at(long step, int agents, Judgement judgement) {
        double k = gain.at(step);
        double[] gains = new double[agents];
        Arrays.fill(gains, k);
        int best = judgement.best();
        if (best < 0) {
            return gains;
        }
        double smallest = judgement.measures().get(best);
        double[] weights = new double[agents];
        double sum = 0;
        for (int i = 0; i < agents; i++) {
            double measure = judgement.measures().get(i);
            // Not by the difference where it is 0: two infinite measures have none.
            weights[i] = measure == smallest
                    ? 1
                    : Double.isNaN(measure) ? 0 : StrictMath.exp(-sharpness * (measure - smallest));
            sum += weights[i];
        }
        for (int i = 0; i < agents; i++) {
            gains[i] = k * (agents * weights[i] / sum);
        }
        return gains;
    }
}
