package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.ensemble.CurvatureEstimate;
import org.quorumsgd.measure.GradientNoise;
import org.quorumsgd.measure.Lanczos;
import org.quorumsgd.run.Forecast;

final class ForecastsTest {
    private static final CurvatureEstimate ESTIMATE =
            new CurvatureEstimate(new Lanczos.Extremes(-2, 0.1, 10, 0.5, 10), new GradientNoise(8, 2));

    @Test
    void qsgdWithSgdIsStableBelowTwoMinusEtaTimesCurvature() {
        Forecast forecast = forecast("algorithm = qsgd, coupling.gain = 6");
        assertThat(forecast.gainThreshold()).isEqualTo(2);
        assertThat(forecast.learningRateLimit()).isCloseTo(0.2, within(1e-15));
        assertThat(forecast.couplingStrength()).isCloseTo(0.6, within(1e-15));
        assertThat(forecast.couplingLimit()).isCloseTo(1, within(1e-15));
        // (22) over p: (3/4) eta tr / (2 (k - lambdabar)) = 0.75 x 0.1 x 8 / 8
        assertThat(forecast.spreadBound()).isCloseTo(0.075, within(1e-15));
    }

    @Test
    void easgdHasItsOwnLimitWhichFallsWithTheAgents() {
        Forecast forecast = forecast("algorithm = easgd, coupling.gain = 1");
        // (4 - 2h) / (2 + 2p - p h) with h = 1, p = 4
        assertThat(forecast.couplingLimit()).isCloseTo(2.0 / 6, within(1e-15));
        assertThat(forecast.spreadBound()).as("k below lambdabar").isNull();
    }

    @Test
    void momentumMovesTheLimitOfTheLearningRate() {
        assertThat(forecast("optimiser { name = nesterov, momentum = 0.9 }").learningRateLimit())
                .isCloseTo(0.38 / 2.8, within(1e-15));
        assertThat(forecast("optimiser { name = heavy-ball, momentum = 0.9 }").learningRateLimit())
                .isCloseTo(0.38, within(1e-15));
    }

    @Test
    void theSlowestAgentCouplesAndTheFastestMustBeStable() {
        Forecast forecast =
                forecast("learning-rate { multipliers = [1, 0.5, 3, 1], warm-up-epochs = 5 }, coupling.gain = 6");
        assertThat(forecast.couplingStrength()).isCloseTo(0.3, within(1e-15));
        assertThat(forecast.learningRate()).isCloseTo(0.3, within(1e-15));
        assertThat(forecast.couplingLimit()).as("h = 3 is beyond 2").isNull();
    }

    @Test
    void spikesGrowingGainsAndTheBetaLimitCount() {
        assertThat(forecast("algorithm = sd-qsgd, coupling.gain = 3, state-dependent.magnification = 2")
                        .couplingStrength())
                .isCloseTo(0.6, within(1e-15));
        assertThat(forecast("coupling { schedule = linear, gain = 1, final-gain = 9, over-epochs = 1 }")
                        .couplingStrength())
                .isCloseTo(0.9, within(1e-15));
        assertThat(forecast("algorithm = easgd, coupling { gain = 6, beta-limit = 1 }")
                        .couplingStrength())
                .isEqualTo(0.25);
    }

    @Test
    void whatIsTooLargeIsSaid() {
        assertThat(text("algorithm = qsgd, coupling.gain = 30")).contains("3.00 at most, stable below 1.00");
        assertThat(text("algorithm = qsgd, coupling.gain = 30")).endsWith(": TOO LARGE");
        assertThat(text("learning-rate.initial = 0.5")).contains("0.500, stable below 0.200 there: TOO LARGE");
        assertThat(text("algorithm = qsgd, coupling.gain = 6")).doesNotContain("TOO LARGE");
        assertThat(text("algorithm = none")).doesNotContain("gain");
    }

    private static String text(String configuration) {
        return Forecasts.text(configuration(configuration), forecast(configuration));
    }

    private static Forecast forecast(String text) {
        Configuration configuration = configuration(text);
        return Forecasts.of(Experiment.prepare(configuration, new org.apache.hadoop.conf.Configuration()), ESTIMATE);
    }

    private static Configuration configuration(String text) {
        String base = "agents = 4, learning-rate.initial = 0.1, optimiser { name = sgd, momentum = 0 }\n";
        return ConfigurationLoader.fromText(base + text, "test", List.of());
    }
}
