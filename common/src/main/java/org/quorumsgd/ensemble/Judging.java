package org.quorumsgd.ensemble;

/**
 * When the driver judges each agent's own model on the validation split.
 *
 * @param everySteps local steps between two judgements, usually an epoch; 0: never
 * @param fromStart whether the agents are judged before their first step too
 * @param success what the coupling's gains are told of an agent
 */
public record Judging(long everySteps, boolean fromStart, SuccessMeasure success) {
    public static final Judging NEVER = new Judging(0, false, (report, validation) -> Double.NaN);

    /** Whether a judgement falls between these two steps, the second included. */
    boolean isDue(long before, long after) {
        return everySteps > 0 && after / everySteps > before / everySteps;
    }
}
