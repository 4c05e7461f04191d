package org.quorumsgd.decentralized;

import java.util.List;
import org.quorumsgd.asynchronous.ServiceTimes;

/**
 * c_i mu T for what agent i sends, T of mean 1 and independent for every link, direction and parcel.
 *
 * @param agents p
 * @param times T; the link from i to j is its agent i p + j
 * @param mean mu >= 0
 * @param factors c_i > 0, in agent order; empty: 1 for all
 */
public record DrawnLinkDelays(int agents, ServiceTimes times, double mean, List<Double> factors) implements LinkDelays {
    public DrawnLinkDelays {
        factors = List.copyOf(factors);
    }

    @Override
    public double of(int from, int to, long parcel) {
        double factor = factors.isEmpty() ? 1 : factors.get(from);
        return factor * mean * times.of(from * agents + to, parcel);
    }
}
