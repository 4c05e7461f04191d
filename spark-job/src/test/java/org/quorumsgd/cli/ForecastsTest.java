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
            new CurvatureEstimate(new Lanczos.Extremes(-1, 0, 4, 0, 10), new GradientNoise(3, 1));
    private static final String FOUR_AGENTS =
            "problem = quadratic, agents = 4, optimiser.name = sgd, learning-rate.initial = 0.1, coupling.gain = 5\n";

    @Test
    void theCouplingIsThatOfTheSlowestAgentAndTheLearningRateThatOfTheFastest() {
        Forecast forecast = forecast("learning-rate.multipliers = [1, 2, 0.5, 1]");
        assertThat(forecast.learningRate()).isCloseTo(0.2, within(1e-15));
        assertThat(forecast.couplingStrength()).isCloseTo(0.25, within(1e-15));
    }

    @Test
    void theLimitOnBetaLimitsTheCouplingThatIsForecast() {
        assertThat(forecast("coupling.beta-limit = 1").couplingStrength()).isEqualTo(0.25);
        assertThat(forecast("coupling.beta-limit = 9").couplingStrength()).isEqualTo(0.5);
    }

    @Test
    void aLearningRateThatIsTooLargeOnceWarmedUpIsToldBefore() {
        Forecast forecast = forecast("learning-rate { initial = 0.6, warm-up-epochs = 3 }, coupling.gain = 0.1");
        assertThat(forecast.learningRate()).isEqualTo(0.6);
        assertThat(forecast.learningRateLimit()).isEqualTo(0.5);
        assertThat(Forecasts.text(configuration("learning-rate.initial = 0.6"), forecast))
                .contains("learning rate      0.600, stable below 0.500 there: TOO LARGE");
    }

    private static Forecast forecast(String settings) {
        Configuration configuration = configuration(settings);
        return Forecasts.of(new Experiment(configuration, new QuadraticWorkload(configuration)), ESTIMATE);
    }

    private static Configuration configuration(String settings) {
        return ConfigurationLoader.fromText(FOUR_AGENTS + settings, "text", List.of());
    }
}
