package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StalenessBoundTest {
    @Test
    void itIsTheSumOfWhatStartNoiseAndStalenessCost() {
        StalenessBound bound = new StalenessBound(2, 0.1, 3, 5, 7);
        assertThat(bound.start(60)).isCloseTo(4 * 3 / (0.1 * 60), within(1e-15));
        assertThat(bound.noiseFloor()).isCloseTo(2 * 2 * 0.1 * 5, within(1e-15));
        assertThat(bound.staleness(11)).isCloseTo(2 * 4 * 0.01 * 7 * 11, within(1e-14));
        assertThat(bound.total(60, 11)).isCloseTo(2 + 2 + 6.16, within(1e-14));
    }

    @Test
    void beyondHalfTheInverseSmoothnessItIsRefused() {
        assertThat(new StalenessBound(2, 0.25, 1, 1, 1).holds()).isTrue();
        StalenessBound beyond = new StalenessBound(2, 0.26, 1, 1, 1);
        assertThat(beyond.holds()).isFalse();
        assertThatThrownBy(() -> beyond.total(10, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid learning rate: 0.26 (expected at most 1 / (2L) = 0.25)");
        assertThatThrownBy(() -> new StalenessBound(Double.NaN, 0.1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * f = x^2/2 and agents in turn: x_{t+1} = x_t - h x_{t-S}, at 99 % of the edge 2 sin(pi / (2 (2S + 1))), where it swings for long. G is
     * the largest gradient.
     */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 32})
    void nearTheEdgeOfADelayItHoldsAndWithoutTheTermOfTheStalenessItWouldNot(int delay) {
        double h = 0.99 * new InTurnEdge(delay + 1).downpour();
        int gradients = 20_000;
        double[] x = new double[gradients + 1];
        x[0] = 1;
        double squares = 0;
        double largest = 0;
        double stalenessSquares = 0;
        for (int t = 0; t < gradients; t++) {
            int staleness = Math.min(t, delay);
            double gradient = x[t - staleness];
            x[t + 1] = x[t] - h * gradient;
            squares += gradient * gradient;
            largest = Math.max(largest, gradient * gradient);
            stalenessSquares += (double) staleness * staleness;
        }
        StalenessBound bound = new StalenessBound(1, h, 0.5, 0, largest);
        assertThat(squares / gradients)
                .isLessThan(bound.total(gradients, stalenessSquares / gradients))
                .isGreaterThan(bound.start(gradients));
    }
}
