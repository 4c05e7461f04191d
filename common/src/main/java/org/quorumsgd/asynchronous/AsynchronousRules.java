package org.quorumsgd.asynchronous;

import java.util.List;
import org.quorumsgd.ensemble.Reporting;

/**
 * The driver's side of an asynchronous algorithm.
 *
 * @param rule what commits do to the centre
 * @param times that decide the order of the commits
 * @param learningRateFactors what each agent's learning rate is multiplied by, in agent order; empty: 1 for all
 */
public record AsynchronousRules(
        CommitRule rule, ServiceTimes times, List<Double> learningRateFactors, Reporting reporting) {
    public AsynchronousRules {
        learningRateFactors = List.copyOf(learningRateFactors);
    }

    /** One learning rate for all; the centre is reported. */
    public static AsynchronousRules of(CommitRule rule, ServiceTimes times) {
        return new AsynchronousRules(rule, times, List.of(), Reporting.QUORUM);
    }

    double learningRateFactor(int agent) {
        return learningRateFactors.isEmpty() ? 1 : learningRateFactors.get(agent);
    }
}
