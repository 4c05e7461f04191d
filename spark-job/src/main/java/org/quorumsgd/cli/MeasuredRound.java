package org.quorumsgd.cli;

import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.RoundRecord;

/**
 * A finished round with its times and, where the quorum model was judged after it, the verdicts; otherwise those are
 * {@link EvaluationSums#ZERO}, whose means are NaN, not measured.
 *
 * @param epoch passes over the training split so far
 * @param wallSeconds since the run began
 * @param roundSeconds wall time of this round; judging the agents is part of it, evaluating the reported model is not
 * @param length of the run
 * @param detail where the round is logged, otherwise null
 * @param gradients where the probe batch was used, otherwise null
 */
record MeasuredRound(
        RoundRecord record,
        double epoch,
        double wallSeconds,
        double roundSeconds,
        RunLength length,
        EvaluationSums validation,
        EvaluationSums test,
        @Nullable RoundDetail detail,
        @Nullable GradientMeasures gradients) {

    /** The round without what is as long as the model. */
    MeasuredRound withoutVectors() {
        return new MeasuredRound(
                record.withoutVectors(), epoch, wallSeconds, roundSeconds, length, validation, test, detail, gradients);
    }

    /** Compute time of the slowest agent; NaN where agents go in their own time, and none computes just in this round. */
    double slowestAgentSeconds() {
        return record.asynchrony() != null
                ? Double.NaN
                : record.reports().stream()
                        .mapToDouble(AgentReport::seconds)
                        .max()
                        .orElse(Double.NaN);
    }

    /**
     * The round's wall time beyond the slowest agent's compute time; 0 where a gradient was computed before the round began, NaN
     * where no agent is the slowest.
     */
    double overheadSeconds() {
        return Math.max(0, roundSeconds - slowestAgentSeconds());
    }

    /** eta / (b p), the mean learning rate over the images of one step of all agents. */
    double noiseScale() {
        return record.learningRate() / length.imagesPerStep();
    }

    double imagesPerSecond() {
        return length.imagesPerRound() / roundSeconds;
    }
}
