package org.quorumsgd.asynchronous;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * T exponential with mean 1, independent for every work. It has no memory, so each commit comes from any of p equal agents with
 * probability 1/p: staleness is geometric, P(l = j) = (1 - 1/p)^j / p, with mean p - 1 (Mitliagkas et al. 2016).
 */
public record ExponentialServiceTimes(RandomStreams streams, Purpose purpose) implements ServiceTimes {
    /** Of agents' works. */
    public ExponentialServiceTimes(RandomStreams streams) {
        this(streams, Purpose.SERVICE);
    }

    @Override
    public double of(int agent, long work) {
        return ZigguratSampler.Exponential.of(streams.stream(purpose, agent, work))
                .sample();
    }
}
