package org.quorumsgd.coupling;

import java.util.List;

/**
 * What the driver last found out about the agents' success.
 *
 * @param step the agents' local step at which they were judged
 * @param measures one number an agent, in agent order, smaller is better; NaN where unknown; empty before the first judgement
 */
public record Judgement(long step, List<Double> measures) {
    public static final Judgement NONE = new Judgement(0, List.of());

    public Judgement {
        measures = List.copyOf(measures);
    }

    /** The agent of the smallest measure, the first one of several, or -1 when nothing is known. */
    public int best() {
        int best = -1;
        for (int i = 0; i < measures.size(); i++) {
            double measure = measures.get(i);
            if (!Double.isNaN(measure) && (best < 0 || measure < measures.get(best))) {
                best = i;
            }
        }
        return best;
    }
}
