package org.quorumsgd.asynchronous;

import java.util.List;
import org.quorumsgd.ensemble.Reporting;

/**
 * The driver's side of an asynchronous algorithm.
 *
 * @param rule what commits do to the centre
 * @param order in which they come
 * @param learningRateFactors what each agent's learning rate is multiplied by, in agent order; empty: 1 for all
 */
public record AsynchronousRules(
        CommitRule rule, CommitOrder order, List<Double> learningRateFactors, Reporting reporting) {
    public AsynchronousRules {
        learningRateFactors = List.copyOf(learningRateFactors);
    }

    /** In the order of a virtual clock. */
    public AsynchronousRules(
            CommitRule rule, ServiceTimes times, List<Double> learningRateFactors, Reporting reporting) {
        this(rule, new VirtualOrder(times), learningRateFactors, reporting);
    }

    /** One learning rate for all; the centre is reported. */
    public static AsynchronousRules of(CommitRule rule, ServiceTimes times) {
        return of(rule, new VirtualOrder(times));
    }

    /** One learning rate for all; the centre is reported. */
    public static AsynchronousRules of(CommitRule rule, CommitOrder order) {
        return new AsynchronousRules(rule, order, List.of(), Reporting.QUORUM);
    }

    /** The same, with commits in another order. */
    public AsynchronousRules with(CommitOrder other) {
        return new AsynchronousRules(rule, other, learningRateFactors, reporting);
    }

    double learningRateFactor(int agent) {
        return learningRateFactors.isEmpty() ? 1 : learningRateFactors.get(agent);
    }
}
