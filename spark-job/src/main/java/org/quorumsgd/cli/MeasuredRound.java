package org.quorumsgd.cli;

import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.ensemble.RoundRecord;

/**
 * A finished round with its times and, where the quorum model was judged after it, the verdicts; otherwise those are
 * {@link EvaluationSums#ZERO}, whose means are NaN, not measured.
 *
 * @param epoch passes over the training split so far
 * @param wallSeconds since the run began
 * @param roundSeconds wall time of this round, evaluation not included
 * @param images that the agents drew in this round
 */
record MeasuredRound(
        RoundRecord record,
        double epoch,
        double wallSeconds,
        double roundSeconds,
        long images,
        EvaluationSums validation,
        EvaluationSums test) {

    /** Compute time of the slowest agent. */
    double slowestAgentSeconds() {
        return record.reports().stream().mapToDouble(AgentReport::seconds).max().orElse(Double.NaN);
    }

    /** The round's wall time beyond the slowest agent's compute time. */
    double overheadSeconds() {
        return roundSeconds - slowestAgentSeconds();
    }

    double imagesPerSecond() {
        return images / roundSeconds;
    }
}
