package org.quorumsgd.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Key;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.ScheduleName;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.coupling.SpikingGains;
import org.quorumsgd.coupling.SuccessGains;
import org.quorumsgd.ensemble.AgentLearningRates;
import org.quorumsgd.ensemble.Judging;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.SuccessMeasure;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.quorum.Averaging;
import org.quorumsgd.quorum.ExponentialAveraging;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.NoAveraging;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.quorum.SaturatingFilter;
import org.quorumsgd.quorum.SecondOrderFilter;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.CosineSchedule;
import org.quorumsgd.schedule.ExponentialSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.schedule.LinearSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.schedule.WarmUp;

/** The algorithm that a configuration names. */
final class Rules {
    private Rules() {}

    static AgentRules agentRules(Configuration configuration, RunLength length) {
        return new AgentRules(
                optimiser(configuration),
                learningRate(configuration, length),
                configuration
                        .value(Keys.GRADIENT_CLIP_NORM)
                        .map(GradientClip::new)
                        .orElse(GradientClip.NONE));
    }

    static QuorumRules quorumRules(Configuration configuration, RunLength length) {
        return new QuorumRules(
                gains(configuration, length),
                configuration.value(Keys.ALGORITHM).hasGain() ? configuration.value(Keys.COUPLING_VELOCITY_GAIN) : 0,
                configuration.value(Keys.COUPLING_BETA_LIMIT).orElse(Double.POSITIVE_INFINITY),
                dynamics(configuration),
                new AgentLearningRates(configuration.value(Keys.LEARNING_RATE_MULTIPLIERS), plateau(configuration)),
                judging(configuration, length),
                reporting(configuration, length));
    }

    private static QuorumDynamics dynamics(Configuration configuration) {
        if (configuration.value(Keys.ALGORITHM) != Algorithm.EASGD) {
            return new InstantMean();
        }
        return switch (configuration.value(Keys.QUORUM_FILTER)) {
            case LOW_PASS -> new LowPassFilter();
            case SECOND_ORDER -> new SecondOrderFilter(configuration.value(Keys.QUORUM_DAMPING));
            case SATURATING -> new SaturatingFilter(required(configuration, Keys.QUORUM_SATURATION));
        };
    }

    private static Gains gains(Configuration configuration, RunLength length) {
        Schedule gain = gain(configuration, length);
        return switch (configuration.value(Keys.ALGORITHM)) {
            case NONE, DOWNPOUR, MDOWNPOUR, AGN, ADAG, DYNSGD, STALENESS_AWARE, WORST_CASE, WORST_CASE_DECAY, GEM ->
                new EqualGains(new ConstantSchedule(0));
            case QSGD, EASGD -> new EqualGains(gain);
            case SD_QSGD ->
                switch (configuration.value(Keys.STATE_GAINS)) {
                    case SPIKING ->
                        new SpikingGains(
                                gain,
                                configuration.value(Keys.STATE_MAGNIFICATION),
                                length.steps(configuration.value(Keys.STATE_SPIKE_EPOCHS)),
                                configuration.value(Keys.STATE_RELAXATION),
                                others(configuration));
                    case SUCCESS -> new SuccessGains(gain, configuration.value(Keys.STATE_SHARPNESS));
                };
        };
    }

    private static SpikingGains.Others others(Configuration configuration) {
        return switch (configuration.value(Keys.STATE_OTHERS)) {
            case RELAXING -> SpikingGains.Others.RELAXING;
            case CONSTANT_TOTAL -> SpikingGains.Others.CONSTANT_TOTAL;
        };
    }

    static Schedule gain(Configuration configuration, RunLength length) {
        double initial = configuration.value(Keys.COUPLING_GAIN);
        return switch (configuration.value(Keys.COUPLING_SCHEDULE)) {
            case CONSTANT -> new ConstantSchedule(initial);
            case LINEAR ->
                new LinearSchedule(
                        initial,
                        required(configuration, Keys.COUPLING_FINAL_GAIN),
                        length.steps(required(configuration, Keys.COUPLING_OVER_EPOCHS)));
            case EXPONENTIAL ->
                new ExponentialSchedule(
                        initial,
                        required(configuration, Keys.COUPLING_FINAL_GAIN),
                        length.steps(required(configuration, Keys.COUPLING_OVER_EPOCHS)));
        };
    }

    private static @Nullable Plateau plateau(Configuration configuration) {
        return configuration.value(Keys.LEARNING_RATE_SCHEDULE) != ScheduleName.PLATEAU
                ? null
                : new Plateau(
                        configuration.value(Keys.LEARNING_RATE_PLATEAU_DIVISORS),
                        configuration.value(Keys.LEARNING_RATE_PLATEAU_EPOCHS),
                        configuration.value(Keys.LEARNING_RATE_PLATEAU_TOLERANCE));
    }

    /** Whether each agent's own model is judged on the validation split. */
    static boolean judgesAgents(Configuration configuration) {
        return configuration.value(Keys.ALGORITHM) == Algorithm.SD_QSGD
                || plateau(configuration) != null
                || configuration.value(Keys.EVALUATION_EACH_AGENT);
    }

    private static Judging judging(Configuration configuration, RunLength length) {
        if (!judgesAgents(configuration)) {
            return Judging.NEVER;
        }
        SuccessMeasure success = switch (configuration.value(Keys.STATE_MEASURE)) {
            case VALIDATION_LOSS -> (report, validation) -> validation.meanLoss();
            case VALIDATION_ERROR -> (report, validation) -> validation.errorRate();
            case TRAIN_LOSS -> (report, validation) -> report.trainLoss();
        };
        return new Judging(length.steps(1), configuration.value(Keys.ALGORITHM) == Algorithm.SD_QSGD, success);
    }

    static Reporting reporting(Configuration configuration, RunLength length) {
        Averaging averaging = switch (configuration.value(Keys.QUORUM_AVERAGE)) {
            case NONE -> new NoAveraging();
            case EXPONENTIAL -> new ExponentialAveraging(configuration.value(Keys.QUORUM_AVERAGE_WEIGHT));
            case POLYAK -> new PolyakAveraging();
        };
        double fromEpoch = configuration.value(Keys.QUORUM_AVERAGE_FROM_EPOCH);
        return new Reporting(
                switch (configuration.value(Keys.QUORUM_REPORTED)) {
                    case QUORUM -> Reporting.Source.QUORUM;
                    case CENTRE -> Reporting.Source.CENTRE;
                },
                averaging,
                fromEpoch > 0 ? length.steps(fromEpoch) : 0,
                configuration.value(Keys.MODEL_BATCH_NORM_EVALUATION) == BatchNormEvaluation.RECALIBRATED
                        ? Reporting.Statistics.RECALIBRATED
                        : Reporting.Statistics.MEAN_OF_AGENTS);
    }

    private static Optimiser optimiser(Configuration configuration) {
        double momentum = configuration.value(Keys.OPTIMISER_MOMENTUM);
        return switch (configuration.value(Keys.OPTIMISER_NAME)) {
            case SGD -> new Sgd();
            case HEAVY_BALL -> new HeavyBall(momentum);
            case NESTEROV -> new Nesterov(momentum);
        };
    }

    static Schedule learningRate(Configuration configuration, RunLength length) {
        double initial = configuration.value(Keys.LEARNING_RATE_INITIAL);
        double floor = configuration.value(Keys.LEARNING_RATE_FLOOR);
        Schedule schedule = switch (configuration.value(Keys.LEARNING_RATE_SCHEDULE)) {
            // What plateau divides is each agent's own, so no function of the step alone.
            case CONSTANT, PLATEAU -> new ConstantSchedule(initial);
            case STEP ->
                new StepSchedule(
                        initial,
                        required(configuration, Keys.LEARNING_RATE_FACTOR),
                        length.steps(required(configuration, Keys.LEARNING_RATE_EVERY_EPOCHS)),
                        floor);
            case COSINE ->
                new CosineSchedule(
                        initial, floor, length.steps(required(configuration, Keys.LEARNING_RATE_OVER_EPOCHS)));
            case INVERSE_TIME ->
                new InverseTimeSchedule(
                        initial,
                        required(configuration, Keys.LEARNING_RATE_DECAY) * length.epochs(1),
                        configuration.value(Keys.LEARNING_RATE_POWER));
        };
        double warmUp = configuration.value(Keys.LEARNING_RATE_WARM_UP_EPOCHS);
        return warmUp > 0 ? new WarmUp(schedule, length.steps(warmUp)) : schedule;
    }

    private static <T> T required(Configuration configuration, Key<Optional<T>> key) {
        return configuration
                .value(key)
                .orElseThrow(() -> InvalidInputException.of("Invalid " + key.name() + ": none (expected a value)"));
    }
}
