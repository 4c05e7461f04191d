package org.quorumsgd.asynchronous;

import java.util.List;

/**
 * c_i T: a straggler is an agent with a large c.
 *
 * @param times T
 * @param factors c_i > 0, in agent order
 */
public record ScaledServiceTimes(ServiceTimes times, List<Double> factors) implements ServiceTimes {
    public ScaledServiceTimes {
        factors = List.copyOf(factors);
    }

    @Override
    public double of(int agent, long work) {
        return factors.get(agent) * times.of(agent, work);
    }
}
