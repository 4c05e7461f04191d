package org.quorumsgd.cli;

import java.util.Collections;
import java.util.List;
import org.quorumsgd.asynchronous.AdaptiveDamping;
import org.quorumsgd.asynchronous.ArrivalOrder;
import org.quorumsgd.asynchronous.AsynchronousEasgd;
import org.quorumsgd.asynchronous.AsynchronousQsgd;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.CommitOrder;
import org.quorumsgd.asynchronous.CommitRule;
import org.quorumsgd.asynchronous.ConstantServiceTimes;
import org.quorumsgd.asynchronous.DecayingWorstCase;
import org.quorumsgd.asynchronous.Downpour;
import org.quorumsgd.asynchronous.DynSgd;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.GradientEnergyMatching;
import org.quorumsgd.asynchronous.LogNormalServiceTimes;
import org.quorumsgd.asynchronous.MomentumDownpour;
import org.quorumsgd.asynchronous.NormalizedDownpour;
import org.quorumsgd.asynchronous.ScaledServiceTimes;
import org.quorumsgd.asynchronous.ServiceTimes;
import org.quorumsgd.asynchronous.StalenessAware;
import org.quorumsgd.asynchronous.VirtualOrder;
import org.quorumsgd.asynchronous.WorstCaseStaleness;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.ServiceTimeName;
import org.quorumsgd.decentralized.DecentralizedRules;
import org.quorumsgd.decentralized.DrawnLinkDelays;
import org.quorumsgd.decentralized.LinkDelays;
import org.quorumsgd.decentralized.Topology;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.Schedule;

/** The asynchronous algorithm and the service times that a configuration names. */
final class ClockRules {
    private ClockRules() {}

    static AsynchronousRules of(Configuration configuration, RunLength length) {
        return new AsynchronousRules(
                commitRule(configuration, length),
                order(configuration),
                configuration.value(Keys.LEARNING_RATE_MULTIPLIERS),
                Rules.reporting(configuration, length));
    }

    private static CommitRule commitRule(Configuration configuration, RunLength length) {
        return switch (configuration.value(Keys.ALGORITHM)) {
            case QSGD ->
                new AsynchronousQsgd(
                        configuration.value(Keys.AGENTS),
                        Rules.gain(configuration, length),
                        slowestLearningRate(configuration, length));
            case EASGD ->
                new AsynchronousEasgd(Rules.gain(configuration, length), slowestLearningRate(configuration, length));
            case DOWNPOUR -> new Downpour();
            case MDOWNPOUR -> new MomentumDownpour(configuration.value(Keys.SERVER_MOMENTUM));
            case AGN -> new NormalizedDownpour();
            case ADAG -> new AdaptiveDamping(configuration.value(Keys.SERVER_DAMPING_SCALE));
            case DYNSGD -> new DynSgd();
            case STALENESS_AWARE -> new StalenessAware();
            case WORST_CASE -> new WorstCaseStaleness();
            case WORST_CASE_DECAY -> new DecayingWorstCase();
            case GEM ->
                new GradientEnergyMatching(
                        configuration.value(Keys.AGENTS),
                        configuration.value(Keys.GEM_MOMENTUM),
                        configuration.value(Keys.GEM_KAPPA),
                        switch (configuration.value(Keys.GEM_REFERENCE)) {
                            case BEFORE_COMMIT -> GradientEnergyMatching.Reference.BEFORE_COMMIT;
                            case AFTER_COMMIT -> GradientEnergyMatching.Reference.AFTER_COMMIT;
                        },
                        configuration.value(Keys.GEM_CLAMP)
                                ? GradientEnergyMatching.Scalings.CLAMPED
                                : GradientEnergyMatching.Scalings.UNLIMITED);
            case SD_QSGD, NONE, DASGD -> throw new IllegalStateException("no asynchronous algorithm");
        };
    }

    private static Schedule slowestLearningRate(Configuration configuration, RunLength length) {
        Schedule common = Rules.learningRate(configuration, length);
        List<Double> multipliers = configuration.value(Keys.LEARNING_RATE_MULTIPLIERS);
        double slowest = multipliers.isEmpty() ? 1 : Collections.min(multipliers);
        return step -> common.at(step) * slowest;
    }

    private static CommitOrder order(Configuration configuration) {
        return switch (configuration.value(Keys.CLOCK)) {
            case VIRTUAL -> new VirtualOrder(serviceTimes(configuration));
            case REAL -> new ArrivalOrder();
            case NONE -> throw new IllegalStateException("no clock");
        };
    }

    static DecentralizedRules decentralized(Configuration configuration, RunLength length, Topology topology) {
        return new DecentralizedRules(
                topology,
                linkDelays(configuration),
                serviceTimes(configuration),
                configuration.value(Keys.LEARNING_RATE_MULTIPLIERS),
                Rules.reporting(configuration, length));
    }

    private static LinkDelays linkDelays(Configuration configuration) {
        double mean = configuration.value(Keys.LINK_DELAY_MEAN);
        return mean == 0
                ? LinkDelays.NONE
                : new DrawnLinkDelays(
                        configuration.value(Keys.AGENTS),
                        times(
                                configuration,
                                Purpose.LINK,
                                configuration.value(Keys.LINK_DELAY_DISTRIBUTION),
                                configuration.value(Keys.LINK_DELAY_DEVIATION)),
                        mean,
                        configuration.value(Keys.LINK_DELAY_MULTIPLIERS));
    }

    private static ServiceTimes serviceTimes(Configuration configuration) {
        ServiceTimes times = times(
                configuration,
                Purpose.SERVICE,
                configuration.value(Keys.SERVICE_TIME_DISTRIBUTION),
                configuration.value(Keys.SERVICE_TIME_DEVIATION));
        List<Double> multipliers = configuration.value(Keys.SERVICE_TIME_MULTIPLIERS);
        return multipliers.isEmpty() ? times : new ScaledServiceTimes(times, multipliers);
    }

    private static ServiceTimes times(
            Configuration configuration, Purpose purpose, ServiceTimeName distribution, double deviation) {
        RandomStreams streams = new RandomStreams(configuration.value(Keys.SEED));
        return switch (distribution) {
            case CONSTANT -> new ConstantServiceTimes();
            case EXPONENTIAL -> new ExponentialServiceTimes(streams, purpose);
            case LOG_NORMAL -> new LogNormalServiceTimes(streams, purpose, deviation);
        };
    }
}
