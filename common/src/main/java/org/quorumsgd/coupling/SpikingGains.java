package org.quorumsgd.coupling;

import java.util.Arrays;
import org.quorumsgd.schedule.Schedule;

/**
 * SD-QSGD's winner-take-all (Boffi &amp; Slotine 2020, eqs. 60-61): s steps after a judgement that found agent l best,
 *
 * <pre>
 *   k^l = k (1 + (A p - 1) e^{-r s}),   k^j = k (1 - e^{-r s}) / (1 - e^{-r T})  for j != l    s &lt; T
 *   all gains = k                                                                              s &gt;= T
 * </pre>
 *
 * so that at s = 0 the common signal is x^l alone and pulls with mean gain A k. The paper's equations were not readable; this form
 * satisfies its description, and A, T and r are free. Without a judgement all gains are k.
 *
 * @param gain k
 * @param magnification A
 * @param spikeSteps T, at least 1
 * @param relaxation r T
 * @param others what the other agents' gains do during the spike
 */
public record SpikingGains(Schedule gain, double magnification, long spikeSteps, double relaxation, Others others)
        implements Gains {

    /** The gains of the agents that are not best. */
    public enum Others {
        /** As above: from 0 to k. */
        RELAXING,
        /** max(0, (p k - k^l) / (p - 1)): the gains add up to p k unless k^l alone is more (the paper's footnote). */
        CONSTANT_TOTAL
    }

    public SpikingGains {
        if (spikeSteps < 1) {
            throw new IllegalArgumentException("Invalid spikeSteps: " + spikeSteps + " (expected at least 1)");
        }
    }

    @Override
    public double[] at(long step, int agents, Judgement judgement) {
        double k = gain.at(step);
        double[] gains = new double[agents];
        Arrays.fill(gains, k);
        long since = step - judgement.step();
        int best = judgement.best();
        if (best < 0 || since >= spikeSteps) {
            return gains;
        }
        double decay = StrictMath.exp(-relaxation * since / spikeSteps);
        double ofBest = k * (1 + (magnification * agents - 1) * decay);
        double ofOthers = switch (others) {
            // 1 - e^-x, which would round to 0 for a small x.
            case RELAXING -> k * (StrictMath.expm1(-relaxation * since / spikeSteps) / StrictMath.expm1(-relaxation));
            case CONSTANT_TOTAL -> Math.max(0, (agents * k - ofBest) / (agents - 1));
        };
        Arrays.fill(gains, ofOthers);
        gains[best] = ofBest;
        return gains;
    }
}
