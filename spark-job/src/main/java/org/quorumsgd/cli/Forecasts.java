package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.CouplingStrength;
import org.quorumsgd.config.FilterName;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.OptimiserName;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.ensemble.CurvatureEstimate;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.theory.GradientNoise;
import org.quorumsgd.theory.HessianBounds;
import org.quorumsgd.theory.StabilityEdge;
import org.quorumsgd.theory.SynchronizationBound;
import org.quorumsgd.theory.SynchronizationRate;

/** Theory beside a run's configuration, from the curvature where the agents start. */
final class Forecasts {
    private Forecasts() {}

    static Forecast of(Experiment experiment, CurvatureEstimate estimate) {
        Configuration configuration = experiment.configuration();
        int agents = configuration.value(Keys.AGENTS);
        double fastest = configuration.value(Keys.LEARNING_RATE_INITIAL)
                * configuration.value(Keys.LEARNING_RATE_MULTIPLIERS).stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
        double gain = experiment.quorumRules().gains().at(0, agents, Judgement.NONE)[0];
        HessianBounds hessian = new HessianBounds(
                estimate.hessian().smallest(), estimate.hessian().largest());
        SynchronizationBound spread = SynchronizationBound.of(
                GradientNoise.of(agents, fastest, 1, estimate.noise().agent()), hessian, gain);
        return new Forecast(
                estimate.hessian().smallest(),
                estimate.hessian().smallestResidual(),
                estimate.hessian().largest(),
                estimate.hessian().largestResidual(),
                estimate.hessian().steps(),
                estimate.noise().agent(),
                SynchronizationRate.gainThreshold(hessian),
                gain,
                agents > 1 && spread.holds() ? (Double) spread.spread() : null,
                fastest,
                learningRateLimit(configuration, hessian.largest()),
                CouplingStrength.largest(configuration),
                couplingLimit(configuration, edge(configuration, fastest * hessian.largest())));
    }

    /** eta at which h' of the optimiser reaches 2; infinite where the loss is nowhere convex. */
    private static double learningRateLimit(Configuration configuration, double largest) {
        double momentum = configuration.value(Keys.OPTIMISER_MOMENTUM);
        double limit = switch (configuration.value(Keys.OPTIMISER_NAME)) {
            case SGD -> 2;
            case HEAVY_BALL -> 2 * (1 + momentum);
            case NESTEROV -> 2 * (1 + momentum) / (1 + 2 * momentum);
        };
        return largest > 0 ? limit / largest : Double.POSITIVE_INFINITY;
    }

    private static StabilityEdge edge(Configuration configuration, double h) {
        double step = Math.max(0, h);
        OptimiserName name = configuration.value(Keys.OPTIMISER_NAME);
        double momentum = configuration.value(Keys.OPTIMISER_MOMENTUM);
        return switch (name) {
            case SGD -> StabilityEdge.sgd(step);
            case HEAVY_BALL -> StabilityEdge.heavyBall(step, momentum);
            case NESTEROV -> StabilityEdge.nesterov(step, momentum);
        };
    }

    private static @Nullable Double couplingLimit(Configuration configuration, StabilityEdge edge) {
        if (!edge.holds() || configuration.value(Keys.QUORUM_FILTER) == FilterName.SECOND_ORDER) {
            return null;
        }
        return configuration.value(Keys.ALGORITHM) == Algorithm.EASGD
                ? (Double) edge.easgd(configuration.value(Keys.AGENTS))
                : (Double) edge.qsgd();
    }

    /** For a reader, before the first round. */
    static String text(Configuration configuration, Forecast forecast) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "At the start: Hessian eigenvalues %.3g ± %.1g to %.3g ± %.1g (%d Lanczos steps), gradient noise %.3g",
                forecast.smallestEigenvalue(),
                forecast.smallestResidual(),
                forecast.largestEigenvalue(),
                forecast.largestResidual(),
                forecast.lanczosSteps(),
                forecast.agentNoise()));
        lines.add(String.format(
                Locale.ROOT,
                "  learning rate      %.3g, stable below %.3g there%s",
                forecast.learningRate(),
                forecast.learningRateLimit(),
                forecast.learningRate() < forecast.learningRateLimit() ? "" : ": TOO LARGE"));
        if (configuration.value(Keys.ALGORITHM) != Algorithm.NONE) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  coupling gain      %.3g, gradient agents synchronize above %.3g%s",
                    forecast.gain(),
                    forecast.gainThreshold(),
                    forecast.spreadBound() == null
                            ? ""
                            : String.format(Locale.ROOT, ", spread then below %.3g (22)", forecast.spreadBound())));
            Double limit = forecast.couplingLimit();
            String stable = limit == null
                    ? ""
                    : String.format(Locale.ROOT, ", stable below %.3g for exchanges at every step", limit);
            lines.add(String.format(Locale.ROOT, "  rate x gain        %.3g at most", forecast.couplingStrength())
                    + stable
                    + (limit == null || forecast.couplingStrength() < limit ? "" : ": TOO LARGE"));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
