package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GradientNoiseTest {
    @Test
    void anAgentFeelsEtaCOverBAndTheCentreAPthOfIt() {
        GradientNoise noise = GradientNoise.of(4, .1, 8, 2);
        assertThat(noise.ofAgent()).isCloseTo(.025, within(1e-16));
        assertThat(noise.ofCentre()).isCloseTo(.00625, within(1e-17));
    }

    /** The centre's covariance is (1 / p^2) sum_i (eta_i / b_i) Sigma: by hand (.1/8 + .2/8 + .3/16 + .4/4) 2 / 16. */
    @Test
    void agentsOfTheirOwnRatesAndBatchesCountByTheirMeanScale() {
        GradientNoise noise = GradientNoise.perAgent(List.of(.1, .2, .3, .4), List.of(8, 8, 16, 4), 2);
        assertThat(noise.agents()).isEqualTo(4);
        assertThat(noise.ofCentre()).isCloseTo(.01953125, within(1e-16));
    }

    @Test
    void equalRatesAreTheSingleRate() {
        GradientNoise noise = GradientNoise.perAgent(List.of(.25, .25), List.of(8, 8), 2);
        assertThat(noise).isEqualTo(GradientNoise.of(2, .25, 8, 2));
    }

    @Test
    void refusesWhatIsNoNoise() {
        assertThatThrownBy(() -> GradientNoise.of(0, .1, 8, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid number of agents: 0 (expected at least 1)");
        assertThatThrownBy(() -> GradientNoise.of(4, Double.NaN, 8, 2))
                .hasMessage("Invalid learning rate: NaN (expected a finite number above 0)");
        assertThatThrownBy(() -> GradientNoise.of(4, .1, 8, -2))
                .hasMessage("Invalid trace of the gradient noise: -2.0 (expected a finite number of at least 0)");
        assertThatThrownBy(() -> GradientNoise.perAgent(List.of(.1, .2), List.of(8), 2))
                .hasMessage("Invalid number of batch sizes: 1 (expected 2)");
        assertThatThrownBy(() -> GradientNoise.perAgent(List.of(.1, 0.), List.of(8, 8), 2))
                .hasMessage("Invalid learning rate of agent 1: 0.0 (expected a finite number above 0)");
    }
}
