package org.quorumsgd.asynchronous;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * T = exp(s z - s^2 / 2), z standard normal and independent for every work: mean 1, standard deviation sqrt(exp(s^2) - 1).
 *
 * @param deviation s >= 0, the standard deviation of ln T
 */
public record LogNormalServiceTimes(RandomStreams streams, Purpose purpose, double deviation) implements ServiceTimes {
    /** Of agents' works. */
    public LogNormalServiceTimes(RandomStreams streams, double deviation) {
        this(streams, Purpose.SERVICE, deviation);
    }

    @Override
    public double of(int agent, long work) {
        double z = ZigguratSampler.NormalizedGaussian.of(streams.stream(purpose, agent, work))
                .sample();
        return StrictMath.exp(deviation * z - deviation * deviation / 2);
    }
}
