package org.quorumsgd.ensemble;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * What the driver knows of a finished round.
 *
 * @param round its index, from 0
 * @param step local steps that each agent has done, this round's included; where agents go in their own time the mean over them
 * @param learningRates eta^i at the round's beginning, in agent order
 * @param gain mean coupling gain kbar of the round
 * @param gains k^j of the round, in agent order, within the limit on beta
 * @param trainLoss mean of the agents' training losses; where agents go in their own time that of the round's p commits, of
 *     whichever agents
 * @param gradientNorm the same of gradient norms
 * @param synchronization measured after the round
 * @param centre xbar after the round
 * @param updateCosine see {@link org.quorumsgd.measure.UpdateAlignment}; NaN where the agents do not move together
 * @param reports of the agents, in agent order; the newest there is
 * @param agentValidation each agent's own model on the validation split, in agent order; empty when they were not judged
 * @param asynchrony of the commits of the round, or null where agents go round together
 */
public record RoundRecord(
        int round,
        long step,
        List<Double> learningRates,
        double gain,
        List<Double> gains,
        double trainLoss,
        double gradientNorm,
        Synchronization synchronization,
        Vector centre,
        double updateCosine,
        List<AgentReport> reports,
        List<EvaluationSums> agentValidation,
        @Nullable Asynchrony asynchrony) {

    /** The mean of the agents' learning rates. */
    public double learningRate() {
        double sum = 0;
        for (double rate : learningRates) {
            sum += rate;
        }
        return sum / learningRates.size();
    }

    /**
     * Bytes that crossed between hosts and devices for the round, all agents but late ones, whose reports are of another round; 0 where
     * agents go in their own time, whose commits do not tell.
     */
    public long deviceBytes() {
        return asynchrony != null
                ? 0
                : reports.stream()
                        .filter(report -> report.staleness() == 0)
                        .mapToLong(AgentReport::deviceBytes)
                        .sum();
    }

    /** The record without what is as long as the model: for those who keep it while the next round runs. */
    public RoundRecord withoutVectors() {
        return new RoundRecord(
                round,
                step,
                learningRates,
                gain,
                gains,
                trainLoss,
                gradientNorm,
                synchronization,
                HeapVector.zeros(0),
                updateCosine,
                reports.stream().map(AgentReport::withoutVectors).toList(),
                agentValidation,
                asynchrony);
    }

    /** The agents' positions after the round, in agent order. */
    public List<float[]> positions() {
        return reports.stream().map(AgentReport::position).toList();
    }
}
