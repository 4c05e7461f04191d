package org.quorumsgd.ensemble;

import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.measure.Synchronization;

/**
 * What the driver knows of a finished round.
 *
 * @param round its index, from 0
 * @param step local steps that each agent has done, this round's included
 * @param learningRate eta at the round's beginning
 * @param gain coupling gain k of the round
 * @param trainLoss mean of the agents' training losses
 * @param gradientNorm mean of the agents' gradient norms
 * @param synchronization measured after the round
 * @param reports of the agents, in agent order
 */
public record RoundRecord(
        int round,
        long step,
        double learningRate,
        double gain,
        double trainLoss,
        double gradientNorm,
        Synchronization synchronization,
        List<AgentReport> reports) {}
