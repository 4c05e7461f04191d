package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Theorem 2.1, Corollary 2.1 and Lemma 2.1. */
class ContractionBoundTest {
    private static final ContractionBound BOUND = new ContractionBound(2, 3, .5);

    @Test
    void noisyCopiesStayWithinTheBoundOfTheorem21() {
        assertThat(BOUND.betweenNoisyCopies(.8, .4, 0)).isCloseTo(.8, within(1e-15));
        assertThat(BOUND.betweenNoisyCopies(.8, 1.4, 0)).isCloseTo(2.8, within(1e-15));
        assertThat(BOUND.betweenNoisyCopies(.8, 1.4, .25)).isCloseTo((.4 + Math.exp(-1)) / .5, within(1e-15));
        assertThat(BOUND.betweenNoisyCopies(.8, .1, 1)).isCloseTo(.8, within(1e-15));
    }

    @Test
    void withoutNoiseInOneCopyHalfOfItRemains() {
        assertThat(BOUND.fromNoiseFreeCopy(.8, 0, 1)).isCloseTo(.4, within(1e-15));
        assertThat(BOUND.noiseError(.8)).isCloseTo(Math.sqrt(.4), within(1e-15));
        assertThat(BOUND.disturbanceError(.4)).isCloseTo(.6, within(1e-15));
    }

    /** E x^2 of dx = -r x dt + s dW from x0 is s^2/(2r) + (x0^2 - s^2/(2r)) exp(-2 r t): Corollary 2.1 with equality. */
    @Test
    void anOrnsteinUhlenbeckProcessMeetsItsBound() {
        ContractionBound euclidean = ContractionBound.euclidean(1.5);
        double exact = .6 / 3 + (4 - .6 / 3) * Math.exp(-3 * .7);
        assertThat(euclidean.fromNoiseFreeCopy(.6, 4, .7)).isCloseTo(exact, within(1e-15));
    }

    @Test
    void aSystemThatDoesNotContractHasNoBound() {
        ContractionBound flat = ContractionBound.euclidean(0);
        assertThat(flat.holds()).isFalse();
        assertThatThrownBy(() -> flat.noiseError(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid contraction rate: 0.0 (expected above 0)");
        assertThatThrownBy(() -> flat.disturbanceError(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContractionBound(1, .5, 1))
                .hasMessage("Invalid condition number of the metric: 0.5 (expected at least 1)");
    }
}
