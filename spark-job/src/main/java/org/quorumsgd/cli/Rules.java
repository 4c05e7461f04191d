package org.quorumsgd.cli;

import java.util.Optional;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Key;
import org.quorumsgd.config.Keys;
import org.quorumsgd.coupling.Coupling;
import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.coupling.Uncoupled;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.CosineSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.schedule.WarmUp;

/** The algorithm that a configuration names. */
final class Rules {
    private Rules() {}

    static AgentRules agentRules(Configuration configuration, RunLength length) {
        return new AgentRules(optimiser(configuration), coupling(configuration), learningRate(configuration, length));
    }

    static QuorumDynamics quorumDynamics(Configuration configuration) {
        return configuration.value(Keys.ALGORITHM) == Algorithm.EASGD ? new LowPassFilter() : new InstantMean();
    }

    private static Optimiser optimiser(Configuration configuration) {
        double momentum = configuration.value(Keys.OPTIMISER_MOMENTUM);
        return switch (configuration.value(Keys.OPTIMISER_NAME)) {
            case SGD -> new Sgd();
            case HEAVY_BALL -> new HeavyBall(momentum);
            case NESTEROV -> new Nesterov(momentum);
        };
    }

    private static Coupling coupling(Configuration configuration) {
        return configuration.value(Keys.ALGORITHM) == Algorithm.NONE
                ? new Uncoupled()
                : new ElasticPull(new ConstantSchedule(configuration.value(Keys.COUPLING_GAIN)));
    }

    private static Schedule learningRate(Configuration configuration, RunLength length) {
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
