package org.quorumsgd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Values that are allowed but will probably not do what was meant. */
final class Warnings {
    private static final Set<Key<?>> OF_SPIKES =
            Set.of(Keys.STATE_MAGNIFICATION, Keys.STATE_SPIKE_EPOCHS, Keys.STATE_RELAXATION, Keys.STATE_OTHERS);

    private Warnings() {}

    static List<String> of(Configuration configuration) {
        List<String> warnings = new ArrayList<>();
        coupling(configuration).ifPresent(warnings::add);
        ofOtherProblems(configuration, warnings);
        learningRate(configuration, warnings);
        couplingKeys(configuration, warnings);
        quorum(configuration, warnings);
        stateDependence(configuration, warnings);
        clock(configuration, warnings);
        if (configuration.value(Keys.DEADLINE_ACTION) != DeadlineAction.QUORUM_FRACTION) {
            unused(configuration, Keys.DEADLINE_FRACTION, Keys.DEADLINE_ACTION, warnings);
        }
        if (configuration.value(Keys.PROBLEM) == ProblemName.IMAGES) {
            data(configuration, warnings);
        }
        return List.copyOf(warnings);
    }

    private static void learningRate(Configuration configuration, List<String> warnings) {
        ScheduleName schedule = configuration.value(Keys.LEARNING_RATE_SCHEDULE);
        if (schedule != ScheduleName.STEP) {
            unused(configuration, Keys.LEARNING_RATE_FACTOR, Keys.LEARNING_RATE_SCHEDULE, warnings);
            unused(configuration, Keys.LEARNING_RATE_EVERY_EPOCHS, Keys.LEARNING_RATE_SCHEDULE, warnings);
        }
        if (schedule != ScheduleName.COSINE) {
            unused(configuration, Keys.LEARNING_RATE_OVER_EPOCHS, Keys.LEARNING_RATE_SCHEDULE, warnings);
        }
        if (schedule != ScheduleName.STEP && schedule != ScheduleName.COSINE) {
            unused(configuration, Keys.LEARNING_RATE_FLOOR, Keys.LEARNING_RATE_SCHEDULE, warnings);
        }
        if (schedule != ScheduleName.INVERSE_TIME) {
            unused(configuration, Keys.LEARNING_RATE_DECAY, Keys.LEARNING_RATE_SCHEDULE, warnings);
            unused(configuration, Keys.LEARNING_RATE_POWER, Keys.LEARNING_RATE_SCHEDULE, warnings);
        }
        if (schedule != ScheduleName.PLATEAU) {
            unused(configuration, Keys.LEARNING_RATE_PLATEAU_DIVISORS, Keys.LEARNING_RATE_SCHEDULE, warnings);
            unused(configuration, Keys.LEARNING_RATE_PLATEAU_EPOCHS, Keys.LEARNING_RATE_SCHEDULE, warnings);
            unused(configuration, Keys.LEARNING_RATE_PLATEAU_TOLERANCE, Keys.LEARNING_RATE_SCHEDULE, warnings);
        }
    }

    private static void couplingKeys(Configuration configuration, List<String> warnings) {
        if (configuration.value(Keys.COUPLING_SCHEDULE) == GainScheduleName.CONSTANT) {
            unused(configuration, Keys.COUPLING_FINAL_GAIN, Keys.COUPLING_SCHEDULE, warnings);
            unused(configuration, Keys.COUPLING_OVER_EPOCHS, Keys.COUPLING_SCHEDULE, warnings);
        }
        if (!configuration.value(Keys.ALGORITHM).hasGain()) {
            unused(configuration, Keys.COUPLING_SCHEDULE, Keys.ALGORITHM, warnings);
            unused(configuration, Keys.COUPLING_VELOCITY_GAIN, Keys.ALGORITHM, warnings);
            unused(configuration, Keys.COUPLING_BETA_LIMIT, Keys.ALGORITHM, warnings);
        }
    }

    private static void quorum(Configuration configuration, List<String> warnings) {
        FilterName filter = configuration.value(Keys.QUORUM_FILTER);
        if (filter != FilterName.SATURATING) {
            unused(configuration, Keys.QUORUM_SATURATION, Keys.QUORUM_FILTER, warnings);
        }
        if (filter != FilterName.SECOND_ORDER) {
            unused(configuration, Keys.QUORUM_DAMPING, Keys.QUORUM_FILTER, warnings);
        }
        AverageName average = configuration.value(Keys.QUORUM_AVERAGE);
        if (average != AverageName.EXPONENTIAL) {
            unused(configuration, Keys.QUORUM_AVERAGE_WEIGHT, Keys.QUORUM_AVERAGE, warnings);
        }
        if (average == AverageName.NONE) {
            unused(configuration, Keys.QUORUM_AVERAGE_FROM_EPOCH, Keys.QUORUM_AVERAGE, warnings);
        }
    }

    private static void stateDependence(Configuration configuration, List<String> warnings) {
        Key<? extends Choice> because = Keys.STATE_GAINS;
        Predicate<Key<?>> unused = key -> configuration.value(Keys.STATE_GAINS) == StateGains.SPIKING
                ? key == Keys.STATE_SHARPNESS
                : OF_SPIKES.contains(key);
        if (configuration.value(Keys.ALGORITHM) != Algorithm.SD_QSGD) {
            because = Keys.ALGORITHM;
            unused = key -> key.section().equals(Keys.STATE_GAINS.section());
        }
        for (Key<?> key : Keys.all()) {
            if (unused.test(key)) {
                unused(configuration, key, because, warnings);
            }
        }
    }

    private static void clock(Configuration configuration, List<String> warnings) {
        if (configuration.value(Keys.CLOCK) == ClockName.NONE) {
            unused(configuration, Keys.SERVICE_TIME_DISTRIBUTION, Keys.CLOCK, warnings);
            unused(configuration, Keys.SERVICE_TIME_MULTIPLIERS, Keys.CLOCK, warnings);
            DecentralizedChecks.OF_LINKS.forEach(key -> unused(configuration, key, Keys.ALGORITHM, warnings));
        }
        if (configuration.value(Keys.SERVICE_TIME_DISTRIBUTION) != ServiceTimeName.LOG_NORMAL) {
            unused(configuration, Keys.SERVICE_TIME_DEVIATION, Keys.SERVICE_TIME_DISTRIBUTION, warnings);
        }
        if (configuration.value(Keys.ALGORITHM) != Algorithm.MDOWNPOUR) {
            unused(configuration, Keys.SERVER_MOMENTUM, Keys.ALGORITHM, warnings);
        }
        if (configuration.value(Keys.ALGORITHM) != Algorithm.ADAG) {
            unused(configuration, Keys.SERVER_DAMPING_SCALE, Keys.ALGORITHM, warnings);
        }
        if (configuration.value(Keys.ALGORITHM) != Algorithm.GEM) {
            ClockChecks.OF_GEM.forEach(key -> unused(configuration, key, Keys.ALGORITHM, warnings));
        }
    }

    private static void data(Configuration configuration, List<String> warnings) {
        if (configuration.value(Keys.DATA_FORMAT) == DataFormat.DIGITS) {
            unused(configuration, Keys.DATA_PATH, Keys.DATA_FORMAT, warnings);
        }
        if (configuration.value(Keys.DATA_FORMAT) != DataFormat.PARQUET) {
            unused(configuration, Keys.DATA_TEST_PATH, Keys.DATA_FORMAT, warnings);
            unused(configuration, Keys.DATA_CHANNELS, Keys.DATA_FORMAT, warnings);
            unused(configuration, Keys.DATA_HEIGHT, Keys.DATA_FORMAT, warnings);
            unused(configuration, Keys.DATA_WIDTH, Keys.DATA_FORMAT, warnings);
        }
        if (configuration.value(Keys.DATA_FORMAT) == DataFormat.DIGITS
                || configuration.value(Keys.DATA_FORMAT) == DataFormat.CIFAR10) {
            unused(configuration, Keys.DATA_CLASSES, Keys.DATA_FORMAT, warnings);
        }
    }

    /** Keys away from their defaults that belong to another problem than the configuration's. */
    private static void ofOtherProblems(Configuration configuration, List<String> warnings) {
        ProblemName problem = configuration.value(Keys.PROBLEM);
        Set<String> unusedSections = problem == ProblemName.IMAGES ? Set.of("quadratic") : Set.of("model", "data");
        for (Key<?> key : Keys.all()) {
            boolean unused = unusedSections.contains(key.section())
                    || (problem == ProblemName.QUADRATIC && key == Keys.EVALUATION_BATCH_SIZE);
            if (unused && !configuration.value(key).equals(key.defaultValue())) {
                warnings.add(key.name() + " has no effect with problem = " + problem.label());
            }
        }
    }

    /**
     * On a flat loss an exchange multiplies an agent's distance to the centre of mass by 1 - alpha (QSGD), and the
     * distance between the centre of mass and the quorum variable by 1 - alpha (p + 1) (EASGD), alpha = eta k. Curvature
     * only narrows the stable range.
     */
    private static Optional<String> coupling(Configuration configuration) {
        int agents = configuration.value(Keys.AGENTS);
        double alpha = CouplingStrength.largest(configuration);
        return switch (configuration.value(Keys.ALGORITHM)) {
            case NONE,
                    DOWNPOUR,
                    MDOWNPOUR,
                    AGN,
                    ADAG,
                    DYNSGD,
                    STALENESS_AWARE,
                    WORST_CASE,
                    WORST_CASE_DECAY,
                    GEM,
                    DASGD -> Optional.empty();
            case QSGD ->
                agents == 1
                        ? Optional.empty()
                        : configuration.value(Keys.CLOCK) != ClockName.NONE
                                ? qsgdOnClock(alpha)
                                : qsgd("QSGD", alpha, "learning-rate.initial x coupling.gain");
            case SD_QSGD ->
                agents == 1
                        ? Optional.empty()
                        : qsgd(
                                "SD-QSGD",
                                alpha,
                                configuration.value(Keys.STATE_GAINS) == StateGains.SPIKING
                                        ? "learning-rate.initial x coupling.gain x state-dependent.magnification"
                                        : "learning-rate.initial x coupling.gain");
            case EASGD ->
                configuration.value(Keys.CLOCK) != ClockName.NONE
                        ? easgdOnClock(alpha)
                        : configuration.value(Keys.QUORUM_FILTER) == FilterName.SECOND_ORDER
                                ? secondOrder(alpha * agents, configuration.value(Keys.QUORUM_DAMPING))
                                : easgd(alpha, agents);
        };
    }

    private static Optional<String> qsgd(String algorithm, double alpha, String product) {
        if (!(alpha < 2)) {
            return Optional.of(algorithm + " is unstable: " + product + " = " + rounded(alpha) + " (stable below 2)");
        }
        if (alpha > 1) {
            return Optional.of(algorithm + " overshoots the centre of mass: " + product + " = " + rounded(alpha)
                    + " (no overshoot up to 1)");
        }
        return Optional.empty();
    }

    private static Optional<String> easgd(double alpha, int agents) {
        double factor = alpha * (agents + 1.0);
        if (!(factor < 2)) {
            return Optional.of("EASGD is unstable: learning-rate.initial x coupling.gain x (agents + 1) = "
                    + rounded(factor) + " (stable below 2)");
        }
        return Optional.empty();
    }

    /** See AsynchronousQsgd: in turn and on a flat loss the edge falls from 2 to about 1.5 as p grows. */
    private static Optional<String> qsgdOnClock(double alpha) {
        return alpha <= 1
                ? Optional.empty()
                : Optional.of(
                        "Asynchronous QSGD overshoots the mean of the agents: learning-rate.initial x coupling.gain = "
                                + rounded(alpha)
                                + " (no overshoot up to 1; unstable from 2 for two agents, from about 1.5 for many)");
    }

    /** On a flat loss the exchange in turn is stable up to alpha = 1, where agent and centre change places. */
    private static Optional<String> easgdOnClock(double alpha) {
        return alpha < 1
                ? Optional.empty()
                : Optional.of("Asynchronous EASGD is unstable: learning-rate.initial x coupling.gain = "
                        + rounded(alpha) + " (stable below 1)");
    }

    private static Optional<String> secondOrder(double beta, double damping) {
        if (!(damping * beta < 1) || !(beta * beta + 4 * damping * beta < 4)) {
            return Optional.of(
                    "The second-order filter is unstable: learning-rate.initial x coupling.gain x agents = beta = "
                            + rounded(beta) + " (stable while damping x beta < 1 and beta^2 + 4 damping beta < 4)");
        }
        return Optional.empty();
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static void unused(
            Configuration configuration, Key<?> key, Key<? extends Choice> because, List<String> warnings) {
        if (!configuration.value(key).equals(key.defaultValue())) {
            String choice = configuration.value(because).label();
            warnings.add(key.name() + " has no effect with " + because.name() + " = " + choice);
        }
    }
}
