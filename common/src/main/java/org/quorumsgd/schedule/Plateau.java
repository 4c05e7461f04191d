package org.quorumsgd.schedule;

import java.util.List;

/**
 * Divides an agent's learning rate when its own validation loss stalls (Boffi &amp; Slotine 2020, sec. 6.1: by 5, then 2, then 2,
 * after five epochs). The first epoch's loss is the reference; a loss that differs from it by more than a tolerance becomes the new
 * reference; each other epoch counts as stalled.
 *
 * @param divisors each above 1, of the first stall, the second, ...; after the last the rate stays
 * @param epochs stalled epochs in a row after which the rate is divided, at least 1
 * @param tolerance relative difference to the reference that is still a stall
 */
public record Plateau(List<Double> divisors, int epochs, double tolerance) {
    public Plateau {
        divisors = List.copyOf(divisors);
    }

    /**
     * What is remembered of one agent.
     *
     * @param reference loss; NaN before the first epoch
     * @param stalled epochs in a row that did not differ from it
     * @param divisions how often the rate was divided
     */
    public record State(double reference, int stalled, int divisions) {
        public static final State START = new State(Double.NaN, 0, 0);
    }

    /** The state after one more epoch that ended with this loss. */
    public State next(State state, double loss) {
        if (!(Math.abs(loss - state.reference) <= tolerance * Math.abs(state.reference))) {
            return new State(loss, 0, state.divisions);
        }
        int stalled = state.stalled + 1;
        return stalled >= epochs
                ? new State(state.reference, 0, Math.min(state.divisions + 1, divisors.size()))
                : new State(state.reference, stalled, state.divisions);
    }

    /** What the learning rate is multiplied by. */
    public double factor(State state) {
        double divisor = 1;
        for (double each : divisors.subList(0, state.divisions)) {
            divisor *= each;
        }
        return 1 / divisor;
    }
}
