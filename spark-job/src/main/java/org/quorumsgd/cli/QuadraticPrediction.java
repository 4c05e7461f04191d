package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.FilterName;
import org.quorumsgd.config.GainScheduleName;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.OptimiserName;
import org.quorumsgd.config.ScheduleName;
import org.quorumsgd.theory.QuadraticTheory;

/**
 * What theory says of a configuration on the noisy quadratic, per coordinate.
 *
 * @param obstacle why no closed form applies, or nothing
 * @param values empty with an obstacle
 */
record QuadraticPrediction(Optional<String> obstacle, List<Value> values) {
    /** What is predicted and measured. */
    enum Quantity {
        /** E xbar^2. */
        CENTRE("variance of the centre", "var centre"),
        /** (1/p) E sum_i (x^i - xbar)^2. */
        DISPERSION("dispersion of the agents", "dispersion"),
        /** E q^2. */
        QUORUM("variance of the quorum variable", "var quorum");

        private final String text;
        private final String inShort;

        Quantity(String text, String inShort) {
            this.text = text;
            this.inShort = inShort;
        }

        String text() {
            return text;
        }

        String inShort() {
            return inShort;
        }
    }

    /**
     * One prediction.
     *
     * @param bound the continuous-time bound (22), NaN where there is none
     * @param exact the stationary law of the discrete updates
     */
    record Value(Quantity quantity, double bound, double exact) {}

    static QuadraticPrediction of(Configuration configuration) {
        QuadraticTheory theory = new QuadraticTheory(
                configuration.value(Keys.QUADRATIC_CURVATURE),
                configuration.value(Keys.LEARNING_RATE_INITIAL),
                gain(configuration),
                configuration.value(Keys.AGENTS),
                configuration.value(Keys.BATCH_SIZE),
                configuration.value(Keys.QUADRATIC_NOISE_VARIANCE));
        Optional<String> obstacle = obstacle(configuration, theory);
        return new QuadraticPrediction(
                obstacle, obstacle.isPresent() ? List.of() : List.copyOf(values(configuration, theory)));
    }

    /** k, 0 without coupling. */
    static double gain(Configuration configuration) {
        return configuration.value(Keys.ALGORITHM).hasGain() ? configuration.value(Keys.COUPLING_GAIN) : 0;
    }

    private static List<Value> values(Configuration configuration, QuadraticTheory theory) {
        int agents = configuration.value(Keys.AGENTS);
        double momentum = momentum(configuration);
        List<Value> values = new ArrayList<>();
        if (momentum != 0) {
            values.add(new Value(Quantity.CENTRE, Double.NaN, theory.nesterovCentreVariance(momentum)));
            values.add(new Value(Quantity.DISPERSION, Double.NaN, theory.nesterovDispersion(momentum)));
            return values;
        }
        boolean easgd = configuration.value(Keys.ALGORITHM) == Algorithm.EASGD;
        values.add(new Value(
                Quantity.CENTRE, Double.NaN, easgd ? theory.easgdCentreVariance() : theory.qsgdCentreVariance()));
        values.add(new Value(Quantity.DISPERSION, theory.synchronizationBound() / agents, theory.dispersion()));
        if (easgd) {
            values.add(new Value(Quantity.QUORUM, Double.NaN, theory.easgdQuorumVariance()));
        }
        return values;
    }

    private static Optional<String> obstacle(Configuration configuration, QuadraticTheory theory) {
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        boolean coupled = algorithm != Algorithm.NONE;
        boolean easgd = algorithm == Algorithm.EASGD;
        boolean hasMomentum = momentum(configuration) != 0;
        if (configuration.value(Keys.CLOCK) != ClockName.NONE) {
            return Optional.of("the run is asynchronous");
        }
        if (algorithm == Algorithm.SD_QSGD) {
            return Optional.of("the gains of sd-qsgd depend on the agents' states");
        }
        if (hasMomentum && configuration.value(Keys.OPTIMISER_NAME) == OptimiserName.HEAVY_BALL) {
            return Optional.of("optimiser.name is heavy-ball");
        }
        if (hasMomentum && easgd) {
            return Optional.of("EASGD has momentum");
        }
        if (configuration.value(Keys.COUPLING_PERIOD) > 1) {
            return Optional.of("coupling.period is above 1");
        }
        if (easgd && configuration.value(Keys.QUORUM_FILTER) != FilterName.LOW_PASS) {
            return Optional.of("quorum.filter is not low-pass");
        }
        if (easgd && theory.gain() == 0) {
            return Optional.of("without a gain EASGD's quorum variable stays where it started");
        }
        if (configuration.value(Keys.LEARNING_RATE_SCHEDULE) != ScheduleName.CONSTANT
                || configuration.value(Keys.LEARNING_RATE_WARM_UP_EPOCHS) > 0) {
            return Optional.of("the learning rate is not constant");
        }
        if (!configuration.value(Keys.LEARNING_RATE_MULTIPLIERS).isEmpty()) {
            return Optional.of("the agents differ in learning rate");
        }
        if (coupled && configuration.value(Keys.COUPLING_SCHEDULE) != GainScheduleName.CONSTANT) {
            return Optional.of("the gain is not constant");
        }
        if (coupled
                && (configuration.value(Keys.COUPLING_VELOCITY_GAIN) > 0
                        || configuration.value(Keys.COUPLING_BETA_LIMIT).isPresent())) {
            return Optional.of("coupling.velocity-gain or coupling.beta-limit is given");
        }
        if (!(theory.curvature() > 0)) {
            return Optional.of("without curvature there is no stationary law");
        }
        return stable(configuration, theory) ? Optional.empty() : Optional.of("the run is unstable");
    }

    private static boolean stable(Configuration configuration, QuadraticTheory theory) {
        if (configuration.value(Keys.ALGORITHM) == Algorithm.EASGD) {
            return theory.stableEasgd();
        }
        double momentum = momentum(configuration);
        if (momentum == 0) {
            return theory.stableQsgd();
        }
        // A variance is positive exactly where it exists; unit noise and two agents, so that it is not 0 for other
        // reasons.
        QuadraticTheory unit = new QuadraticTheory(theory.curvature(), theory.learningRate(), theory.gain(), 2, 1, 1);
        return unit.nesterovCentreVariance(momentum) > 0
                && (theory.agents() == 1 || unit.nesterovDispersion(momentum) > 0);
    }

    private static double momentum(Configuration configuration) {
        return configuration.value(Keys.OPTIMISER_NAME) == OptimiserName.SGD
                ? 0
                : configuration.value(Keys.OPTIMISER_MOMENTUM);
    }
}
