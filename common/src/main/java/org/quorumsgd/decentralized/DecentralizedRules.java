package org.quorumsgd.decentralized;

import java.util.List;
import org.quorumsgd.asynchronous.ServiceTimes;
import org.quorumsgd.ensemble.Reporting;

/**
 * How agents without a server exchange.
 *
 * @param topology who sends to whom
 * @param delays of the links
 * @param times that agents take for one gradient
 * @param learningRateFactors what each agent's learning rate is multiplied by, in agent order; empty: 1 for all
 */
public record DecentralizedRules(
        Topology topology,
        LinkDelays delays,
        ServiceTimes times,
        List<Double> learningRateFactors,
        Reporting reporting) {
    public DecentralizedRules {
        learningRateFactors = List.copyOf(learningRateFactors);
    }

    /** One learning rate for all; the centre of mass is reported. */
    public static DecentralizedRules of(Topology topology, LinkDelays delays, ServiceTimes times) {
        return new DecentralizedRules(topology, delays, times, List.of(), Reporting.QUORUM);
    }

    double learningRateFactor(int agent) {
        return learningRateFactors.isEmpty() ? 1 : learningRateFactors.get(agent);
    }
}
