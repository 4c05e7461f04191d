package org.quorumsgd.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What agents that exchange in their own time ask of other keys. */
final class ClockChecks {
    /** Keys of what agents do together, which on a clock must be as they are by default. */
    private static final List<Key<?>> ONLY_TOGETHER = List.of(
            Keys.COUPLING_VELOCITY_GAIN,
            Keys.COUPLING_BETA_LIMIT,
            Keys.QUORUM_FILTER,
            Keys.GRADIENT_PREFETCH,
            Keys.EVALUATION_EACH_AGENT,
            Keys.PROBE_BATCH_SIZE,
            Keys.LINEAGE_CUT_EVERY_ROUNDS,
            Keys.BATCH_SIZES);

    private static final List<Key<?>> OF_GAINS =
            List.of(Keys.COUPLING_GAIN, Keys.COUPLING_SCHEDULE, Keys.COUPLING_FINAL_GAIN, Keys.COUPLING_OVER_EPOCHS);

    private static final List<Key<?>> OF_SERVICE_TIMES =
            List.of(Keys.SERVICE_TIME_DISTRIBUTION, Keys.SERVICE_TIME_DEVIATION, Keys.SERVICE_TIME_MULTIPLIERS);

    static final List<Key<?>> OF_GEM = List.of(Keys.GEM_MOMENTUM, Keys.GEM_KAPPA, Keys.GEM_CLAMP, Keys.GEM_REFERENCE);

    /** Read by {@link #run}. */
    static final List<Key<?>> READS = Stream.of(
                    ONLY_TOGETHER,
                    OF_GAINS,
                    OF_SERVICE_TIMES,
                    OF_GEM,
                    List.of(
                            Keys.CLOCK,
                            Keys.ALGORITHM,
                            Keys.AGENTS,
                            Keys.SERVER_MOMENTUM,
                            Keys.SERVER_DAMPING_SCALE,
                            Keys.COUPLING_PERIOD,
                            Keys.OPTIMISER_NAME,
                            Keys.LEARNING_RATE_SCHEDULE,
                            Keys.PROBE_EVERY_EPOCHS,
                            Keys.THEORY_LANCZOS_STEPS,
                            Keys.DEADLINE_ACTION))
            .<Key<?>>flatMap(List::stream)
            .toList();

    private ClockChecks() {}

    /** Sets the defaults that follow the algorithm and the clock where nothing else was given. */
    static void addDependentDefaults(Map<Key<?>, Object> given) {
        Algorithm algorithm = given.get(Keys.ALGORITHM) instanceof Algorithm named ? named : Algorithm.QSGD;
        if (!algorithm.runsWithoutClock()) {
            given.putIfAbsent(Keys.CLOCK, ClockName.VIRTUAL);
        }
        if (given.get(Keys.CLOCK) instanceof ClockName clock && clock != ClockName.NONE) {
            given.putIfAbsent(Keys.PROBE_EVERY_EPOCHS, 0.0);
            given.putIfAbsent(Keys.THEORY_LANCZOS_STEPS, 0);
        }
        if (algorithm == Algorithm.MDOWNPOUR || algorithm == Algorithm.GEM) {
            given.putIfAbsent(Keys.OPTIMISER_NAME, OptimiserName.SGD);
        }
    }

    static void run(Configuration configuration, Problems problems) {
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        ClockName clock = configuration.value(Keys.CLOCK);
        if (clock == ClockName.NONE) {
            if (!algorithm.runsWithoutClock()) {
                problems.invalid(
                        Keys.CLOCK.name(),
                        ClockName.NONE.label(),
                        (algorithm.isDecentralized() ? "virtual" : "virtual or real") + " with algorithm = "
                                + algorithm.label());
            }
            return;
        }
        String onClock = "with clock = " + clock.label();
        if (!algorithm.runsOnClock()) {
            problems.invalid(Keys.ALGORITHM.name(), algorithm.label(), "one of " + on(clock) + " " + onClock);
        }
        mustBeDefault(configuration, ONLY_TOGETHER, onClock, problems);
        belongToTheirAlgorithm(configuration, problems);
        if (clock == ClockName.VIRTUAL) {
            serviceTimes(configuration, problems);
        } else {
            mustBeDefault(configuration, OF_SERVICE_TIMES, onClock, problems);
        }
        mustBe0(configuration, Keys.PROBE_EVERY_EPOCHS, onClock, problems);
        mustBe0(configuration, Keys.THEORY_LANCZOS_STEPS, onClock, problems);
        if (configuration.value(Keys.LEARNING_RATE_SCHEDULE) == ScheduleName.PLATEAU) {
            problems.invalid(
                    Keys.LEARNING_RATE_SCHEDULE.name(),
                    ScheduleName.PLATEAU.label(),
                    "another one " + onClock + ", on which agents are not judged");
        }
        if (configuration.value(Keys.DEADLINE_ACTION) == DeadlineAction.QUORUM_FRACTION) {
            problems.invalid(
                    Keys.DEADLINE_ACTION.name(),
                    DeadlineAction.QUORUM_FRACTION.label(),
                    "wait or speculate " + onClock + ", on which nobody waits for all agents");
        }
        if (algorithm == Algorithm.MDOWNPOUR) {
            commitsItsGradient(configuration, problems);
        }
        if (algorithm == Algorithm.GEM) {
            mustBeSgd(configuration, " with algorithm = gem, whose momentum is gem.momentum", problems);
        }
    }

    private static void belongToTheirAlgorithm(Configuration configuration, Problems problems) {
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        String because = "with algorithm = " + algorithm.label();
        if (!algorithm.hasGain()) {
            mustBeDefault(configuration, OF_GAINS, because, problems);
        }
        if (algorithm != Algorithm.MDOWNPOUR) {
            mustBeDefault(configuration, List.of(Keys.SERVER_MOMENTUM), because, problems);
        }
        if (algorithm != Algorithm.ADAG) {
            mustBeDefault(configuration, List.of(Keys.SERVER_DAMPING_SCALE), because, problems);
        }
        if (algorithm != Algorithm.GEM) {
            mustBeDefault(configuration, OF_GEM, because, problems);
        }
    }

    private static void serviceTimes(Configuration configuration, Problems problems) {
        CrossChecks.aNumberAnAgent(
                Keys.SERVICE_TIME_MULTIPLIERS,
                configuration.value(Keys.SERVICE_TIME_MULTIPLIERS),
                configuration.value(Keys.AGENTS),
                problems);
        ServiceTimeName distribution = configuration.value(Keys.SERVICE_TIME_DISTRIBUTION);
        if (distribution != ServiceTimeName.LOG_NORMAL) {
            String times = "with " + Keys.SERVICE_TIME_DISTRIBUTION.name() + " = " + distribution.label();
            mustBeDefault(configuration, List.of(Keys.SERVICE_TIME_DEVIATION), times, problems);
        }
    }

    private static void commitsItsGradient(Configuration configuration, Problems problems) {
        String because = " with algorithm = mdownpour, whose momentum is the server's";
        int period = configuration.value(Keys.COUPLING_PERIOD);
        if (period != 1) {
            problems.invalid(Keys.COUPLING_PERIOD.name(), period, "1" + because);
        }
        mustBeSgd(configuration, because, problems);
    }

    private static void mustBeSgd(Configuration configuration, String because, Problems problems) {
        OptimiserName optimiser = configuration.value(Keys.OPTIMISER_NAME);
        if (optimiser != OptimiserName.SGD) {
            problems.invalid(Keys.OPTIMISER_NAME.name(), optimiser.label(), "sgd" + because);
        }
    }

    private static String on(ClockName clock) {
        return Arrays.stream(Algorithm.values())
                .filter(algorithm ->
                        algorithm.runsOnClock() && !(clock == ClockName.REAL && algorithm.isDecentralized()))
                .map(Choice::label)
                .collect(Collectors.joining(", "));
    }

    static void mustBeDefault(Configuration configuration, List<Key<?>> keys, String because, Problems problems) {
        keys.forEach(key -> mustBeDefault(configuration, key, because, problems));
    }

    private static <T> void mustBeDefault(Configuration configuration, Key<T> key, String because, Problems problems) {
        if (!configuration.value(key).equals(key.defaultValue())) {
            String usual = Optional.ofNullable(key.json(key.defaultValue()))
                    .map(Object::toString)
                    .orElse("null");
            problems.invalid(key.name(), String.valueOf(configuration.json(key)), usual + ", the default, " + because);
        }
    }

    private static void mustBe0(
            Configuration configuration, Key<? extends Number> key, String onClock, Problems problems) {
        if (configuration.value(key).doubleValue() != 0) {
            problems.invalid(
                    key.name(), configuration.value(key), "0 " + onClock + ", on which agents stand at no common step");
        }
    }
}
