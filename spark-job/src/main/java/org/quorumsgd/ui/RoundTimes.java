package org.quorumsgd.ui;

/**
 * What Spark measured of a round, in whole milliseconds, for the task that ended last; NaN where it is not known.
 *
 * @param broadcastSeconds from the job's submission to the agent's first gradient: scheduling, the task's way to the executor,
 *     reading what the driver sent
 * @param gatherSeconds from the end of the agent's work to the end of the job: result and its way back
 * @param evaluationSeconds jobs other than rounds since the round logged before: evaluations and probes, no checkpoints
 */
record RoundTimes(double broadcastSeconds, double gatherSeconds, double evaluationSeconds) {
    static final RoundTimes UNKNOWN = new RoundTimes(Double.NaN, Double.NaN, Double.NaN);
}
