package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** (22), (31), (56) and Theorem 3.1. */
class SynchronizationBoundTest {
    private static final GradientNoise FOUR_AGENTS = GradientNoise.of(4, .1, 8, 2);
    private static final HessianBounds SADDLE = new HessianBounds(-.25, 3);

    /** (p-1) C eta / (2 b (k - lambdabar)) = 3 * 2 * .1 / (2 * 8 * .25). */
    @Test
    void theAgentsStayWithinTheBoundOfLemma31() {
        SynchronizationBound bound = SynchronizationBound.of(FOUR_AGENTS, SADDLE, .5);
        assertThat(bound.rate()).isEqualTo(.25);
        assertThat(bound.sumOfSquares()).isCloseTo(.15, within(1e-15));
        assertThat(bound.spread()).isCloseTo(.0375, within(1e-15));
        assertThat(bound.pairwise()).isCloseTo(.1, within(1e-15));
    }

    /** (p-1) C eta / (2 b (k + lambda)) = 3 * 2 * .1 / (2 * 8 * 2). */
    @Test
    void strongConvexityAddsToTheGain() {
        SynchronizationBound bound = SynchronizationBound.of(FOUR_AGENTS, new HessianBounds(1.5, 3), .5);
        assertThat(bound.sumOfSquares()).isCloseTo(.01875, within(1e-16));
    }

    /** ((p-1)/p) C sum eta_i / (2 b (k - lambdabar)) = (3/4) * 2 * 1 / (2 * 8 * .25). */
    @Test
    void agentsOfTheirOwnRatesStayWithinTheBoundOfSection34() {
        GradientNoise noise = GradientNoise.perAgent(List.of(.1, .2, .3, .4), List.of(8, 8, 8, 8), 2);
        SynchronizationBound bound = SynchronizationBound.of(noise, SADDLE, .5);
        assertThat(bound.sumOfSquares()).isCloseTo(.375, within(1e-15));
        // (p-1) sqrt(d) Q C sum eta_i / (4 b p^2 (k - lambdabar)) = 3 * 3 * 2 * 2 * 1 / (4 * 8 * 16 * .25)
        assertThat(new DistortionBound(bound, 9, 2).expected()).isCloseTo(.28125, within(1e-15));
    }

    @Test
    void oneAgentIsAlwaysTogetherWithItself() {
        SynchronizationBound bound = SynchronizationBound.of(GradientNoise.of(1, .1, 8, 2), SADDLE, .5);
        assertThat(bound.sumOfSquares()).isZero();
        assertThat(new DistortionBound(bound, 9, 2).expected()).isZero();
    }

    @Test
    void aGainUpToTheLargestNegativeCurvatureGuaranteesNothing() {
        SynchronizationBound atThreshold = SynchronizationBound.of(FOUR_AGENTS, SADDLE, .25);
        assertThat(SynchronizationRate.gainThreshold(SADDLE)).isEqualTo(.25);
        assertThat(SynchronizationRate.gainThreshold(new HessianBounds(1, 2))).isZero();
        assertThat(atThreshold.holds()).isFalse();
        assertThat(new DistortionBound(atThreshold, 9, 2).holds()).isFalse();
        assertThatThrownBy(atThreshold::sumOfSquares)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid synchronization rate: 0.0 (expected above 0: a coupling gain above the largest"
                        + " negative curvature)");
        assertThatThrownBy(() -> SynchronizationBound.of(FOUR_AGENTS, SADDLE, Double.NaN))
                .hasMessage("Invalid coupling gain: NaN (expected a finite number of at least 0)");
        assertThatThrownBy(() -> new HessianBounds(1, .5))
                .hasMessage("Invalid largest curvature: 0.5 (expected at least the smallest, 1.0)");
    }

    /** ((p-1)/p) sqrt(d) Q C eta / (4 b (k - lambdabar)) = (3/4) * 3 * 2 * 2 * .1 / (4 * 8 * .25). */
    @Test
    void theDistortionStaysWithinItsBound() {
        DistortionBound bound = new DistortionBound(SynchronizationBound.of(FOUR_AGENTS, SADDLE, .5), 9, 2);
        assertThat(bound.expected()).isCloseTo(.1125, within(1e-15));
        assertThat(bound.atSpread(.5)).isCloseTo(1.5, within(1e-15));
    }

    /** For f' = x^2 in one dimension Q = 2, and eps = xbar^2 - mean x^2 is minus the spread: the bound with equality. */
    @Test
    void theDistortionOfAQuadraticGradientIsItsBound() {
        double[] x = {-1, .5, 3, 3.5};
        double centre = 1.5;
        double spread = 0;
        double distortion = centre * centre;
        for (double position : x) {
            spread += (position - centre) * (position - centre) / x.length;
            distortion -= position * position / x.length;
        }
        DistortionBound bound = new DistortionBound(new SynchronizationBound(FOUR_AGENTS, 1), 1, 2);
        assertThat(bound.atSpread(spread)).isCloseTo(Math.abs(distortion), within(1e-15));
    }

    @Test
    void stateDependentGainsCountByTheirMean() {
        assertThat(StateDependentRate.of(SADDLE, List.of(4., 0., 0., 0.))).isEqualTo(.75);
        assertThat(StateDependentRate.of(SADDLE, List.of(.5, .5, .5)))
                .isCloseTo(SynchronizationRate.ofCommonSignal(SADDLE, .5), within(1e-16));
        assertThat(StateDependentRate.of(SADDLE, List.of(0.))).isEqualTo(-.25);
        assertThatThrownBy(() -> StateDependentRate.of(SADDLE, List.of()))
                .hasMessage("Invalid number of gains: 0 (expected at least 1)");
    }

    /**
     * Three agents on f = a x^2 / 2 with gains of their own: the differences x^0 - x^2 and x^1 - x^2
     * decay at a + mean gain, as (56) says.
     */
    @Test
    void theRateOfStateDependentCouplingIsThatOfItsLinearSystem() {
        double a = -.3;
        double[] gains = {1.2, 0, .6};
        double[][] whole = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                whole[i][j] = gains[j] / 3 - (i == j ? a + (gains[0] + gains[1] + gains[2]) / 3 : 0);
            }
        }
        double[][] jacobian = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                jacobian[i][j] = whole[i][j] - whole[2][j];
            }
        }
        double rate = StateDependentRate.of(HessianBounds.ofQuadratic(a), List.of(1.2, 0., .6));
        assertThat(rate).isCloseTo(-Spectra.abscissa(jacobian), within(1e-14));
    }
}
