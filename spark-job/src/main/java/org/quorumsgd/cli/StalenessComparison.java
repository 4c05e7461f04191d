package org.quorumsgd.cli;

import java.util.Locale;
import java.util.Optional;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.OptimiserName;
import org.quorumsgd.config.ScheduleName;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.ensemble.AgentStaleness;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.theory.StalenessBound;

/**
 * A run of asynchronous SGD on the noisy quadratic beside {@link StalenessBound}. There L = a, and |grad f(x_t)|^2 is 2a times the loss
 * with which gradient t was reported. For G^2 stands the largest mean square of a round's gradients, or that of the start.
 */
final class StalenessComparison {
    private final Configuration configuration;
    private int rounds;
    private boolean fromTheStart = true;
    private double squares;
    private double largestSquare;
    private long gradients;
    private double stalenessSquares;

    StalenessComparison(Configuration configuration) {
        this.configuration = configuration;
    }

    void completed(RoundRecord round) {
        Asynchrony asynchrony = round.asynchrony();
        if (asynchrony == null) {
            return;
        }
        fromTheStart &= round.round() == rounds;
        rounds++;
        double square = 2 * configuration.value(Keys.QUADRATIC_CURVATURE) * round.trainLoss();
        squares += square * asynchrony.commits().size();
        largestSquare = Math.max(largestSquare, square);
        gradients += asynchrony.commits().size();
        for (AgentStaleness commit : asynchrony.commits()) {
            stalenessSquares += (double) commit.staleness() * commit.staleness();
        }
    }

    /** One line; nothing where the bound is of another algorithm, or the run was watched from its middle on. */
    Optional<String> text() {
        if (!applies() || !fromTheStart || gradients == 0) {
            return Optional.empty();
        }
        StalenessBound bound = bound();
        double measured = squares / gradients;
        if (!bound.holds()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "Mean |grad f|^2 of %,d gradients: %.4e; no bound, which needs a learning rate of at most 1 / (2a) = %.4g",
                    gradients,
                    measured,
                    1 / (2 * bound.smoothness())));
        }
        double meanSquare = stalenessSquares / gradients;
        return Optional.of(String.format(
                Locale.ROOT,
                "Mean |grad f|^2 of %,d gradients: %.4e; bound %.4e (start %.4e, noise %.4e, staleness %.4e)",
                gradients,
                measured,
                bound.total(gradients, meanSquare),
                bound.start(gradients),
                bound.noiseFloor(),
                bound.staleness(meanSquare)));
    }

    private StalenessBound bound() {
        double curvature = configuration.value(Keys.QUADRATIC_CURVATURE);
        int dimension = configuration.value(Keys.QUADRATIC_DIMENSION);
        double start = configuration.value(Keys.QUADRATIC_START);
        double noise =
                dimension * configuration.value(Keys.QUADRATIC_NOISE_VARIANCE) / configuration.value(Keys.BATCH_SIZE);
        double gap = curvature / 2 * dimension * start * start;
        return new StalenessBound(
                curvature,
                configuration.value(Keys.LEARNING_RATE_INITIAL),
                gap,
                noise,
                Math.max(largestSquare, 2 * curvature * gap) + noise);
    }

    private boolean applies() {
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        boolean sgd = configuration.value(Keys.OPTIMISER_NAME) == OptimiserName.SGD
                || configuration.value(Keys.OPTIMISER_MOMENTUM) == 0;
        return configuration.value(Keys.CLOCK) != ClockName.NONE
                && (algorithm == Algorithm.DOWNPOUR || algorithm == Algorithm.DASGD)
                && sgd
                && configuration.value(Keys.COUPLING_PERIOD) == 1
                && configuration.value(Keys.LEARNING_RATE_SCHEDULE) == ScheduleName.CONSTANT
                && configuration.value(Keys.LEARNING_RATE_WARM_UP_EPOCHS) == 0
                && configuration.value(Keys.LEARNING_RATE_MULTIPLIERS).isEmpty()
                && configuration.value(Keys.GRADIENT_CLIP_NORM).isEmpty()
                && configuration.value(Keys.START) == StartPoint.COMMON
                && configuration.value(Keys.QUADRATIC_CURVATURE) > 0;
    }
}
