package org.quorumsgd.ensemble;

import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;

/** How successful an agent is; smaller is better, NaN is unknown. */
@FunctionalInterface
public interface SuccessMeasure {
    /**
     * The measure of one agent.
     *
     * @param report of its last round
     * @param validation its own model on the whole validation split
     */
    double of(AgentReport report, EvaluationSums validation);
}
