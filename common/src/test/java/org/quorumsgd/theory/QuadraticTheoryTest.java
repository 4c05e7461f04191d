package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuadraticTheoryTest {
    private static final QuadraticTheory FOUR_AGENTS = new QuadraticTheory(1, 0.1, 0.5, 4, 8, 2);
    private static final QuadraticTheory ONE_AGENT = new QuadraticTheory(1, 0.1, 2, 1, 1, 1);

    /** Numbers of an independent computation, checked there against simulation; each to its last printed digit. */
    @Test
    void reproducesTheRegressionNumbers() {
        assertThat(FOUR_AGENTS.qsgdCentreVariance()).isCloseTo(.00328947, within(5e-9));
        assertThat(FOUR_AGENTS.dispersion()).isCloseTo(.00675676, within(5e-9));
        assertThat(FOUR_AGENTS.easgdCentreVariance()).isCloseTo(.00281809, within(5e-9));
        assertThat(FOUR_AGENTS.easgdQuorumVariance()).isCloseTo(.00190535, within(5e-9));
        assertThat(4 * FOUR_AGENTS.dispersion()).isCloseTo(.0270270, within(5e-8));
        assertThat(FOUR_AGENTS.synchronizationBound()).isCloseTo(.025, within(1e-15));
        assertThat(FOUR_AGENTS.nesterovCentreVariance(.9)).isCloseTo(.0169146, within(5e-8));
        assertThat(FOUR_AGENTS.nesterovDispersion(.9)).isCloseTo(.0383297, within(5e-8));

        assertThat(ONE_AGENT.qsgdCentreVariance()).isCloseTo(.0526316, within(5e-8));
        assertThat(ONE_AGENT.easgdCentreVariance()).isCloseTo(.0320088, within(5e-8));
        assertThat(ONE_AGENT.easgdQuorumVariance()).isCloseTo(.0209713, within(5e-8));
    }

    @Test
    void theDiscreteDispersionExceedsTheContinuousBoundByAKnownFactor() {
        assertThat(4 * FOUR_AGENTS.dispersion() / FOUR_AGENTS.synchronizationBound())
                .isCloseTo(1 / (1 - .1 * (1 + .5) / 2), within(1e-14));
    }

    @Test
    void oneAgentHasNoDispersion() {
        assertThat(ONE_AGENT.dispersion()).isZero();
        assertThat(ONE_AGENT.nesterovDispersion(.9)).isZero();
        assertThat(ONE_AGENT.synchronizationBound()).isZero();
    }

    @Test
    void withoutMomentumNesterovIsSgd() {
        assertThat(FOUR_AGENTS.nesterovCentreVariance(0)).isCloseTo(FOUR_AGENTS.qsgdCentreVariance(), within(1e-17));
        assertThat(FOUR_AGENTS.nesterovDispersion(0)).isCloseTo(FOUR_AGENTS.dispersion(), within(1e-17));
    }

    /** Iterates the covariance recursion V' = M V M^T + Q of the pair (xbar, q) to its fixed point. */
    @ParameterizedTest
    @CsvSource({"1, 0.1, 0.5, 4", "2, 0.3, 1, 3", "0.5, 1, 0.2, 8", "1, 0.05, 10, 2", "1, 0.1, 2, 1"})
    void easgdVariancesAreTheFixedPointOfTheirRecursion(double curvature, double rate, double gain, int agents) {
        QuadraticTheory theory = new QuadraticTheory(curvature, rate, gain, agents, 8, 2);
        double alpha = rate * gain;
        double beta = agents * alpha;
        double g = 1 - rate * curvature - alpha;
        double noise = rate * rate * 2 / 8 / agents;
        double centre = 0;
        double cross = 0;
        double quorum = 0;
        for (int t = 0; t < 100_000; t++) {
            double nextCentre = g * g * centre + 2 * g * alpha * cross + alpha * alpha * quorum + noise;
            double nextCross =
                    g * beta * centre + (g * (1 - beta) + alpha * beta) * cross + alpha * (1 - beta) * quorum;
            quorum = beta * beta * centre + 2 * beta * (1 - beta) * cross + (1 - beta) * (1 - beta) * quorum;
            centre = nextCentre;
            cross = nextCross;
        }
        assertThat(theory.stableEasgd()).isTrue();
        assertThat(theory.easgdCentreVariance()).isCloseTo(centre, within(1e-10 * centre));
        assertThat(theory.easgdQuorumVariance()).isCloseTo(quorum, within(1e-10 * quorum));
    }

    /** Against the spectral radius of the maps of (xbar, q) and of the agents' differences, over a grid. */
    @Test
    void stabilityIsThatOfTheEigenvalues() {
        int stable = 0;
        int unstable = 0;
        for (int agents : new int[] {1, 2, 3, 16}) {
            for (double h = 0.053; h < 7; h += 0.111) {
                for (double alpha = 0.007; alpha < 3; alpha += 0.0517) {
                    QuadraticTheory theory = new QuadraticTheory(2, h / 2, 2 * alpha / h, agents, 1, 1);
                    boolean differencesShrink = agents == 1 || Math.abs(1 - h - alpha) < 1;
                    boolean easgd = differencesShrink && easgdSpectralRadius(h, alpha, agents) < 1;
                    boolean qsgd = differencesShrink && Math.abs(1 - h) < 1;
                    assertThat(theory.stableEasgd()).as("EASGD at %s", theory).isEqualTo(easgd);
                    assertThat(theory.stableQsgd()).as("QSGD at %s", theory).isEqualTo(qsgd);
                    stable += easgd ? 1 : 0;
                    unstable += easgd ? 0 : 1;
                }
            }
        }
        assertThat(stable).isGreaterThan(500);
        assertThat(unstable).isGreaterThan(500);
    }

    @Test
    void nothingIsStableAtNotANumberOrOnAFlatLoss() {
        assertThat(new QuadraticTheory(Double.NaN, 0.1, 0.5, 4, 8, 2).stableQsgd())
                .isFalse();
        assertThat(new QuadraticTheory(1, 0.1, Double.NaN, 4, 8, 2).stableQsgd())
                .isFalse();
        assertThat(new QuadraticTheory(1, Double.NaN, 0.5, 4, 8, 2).stableEasgd())
                .isFalse();
        assertThat(new QuadraticTheory(0, 0.1, 0.5, 4, 8, 2).stableEasgd()).isFalse();
    }

    private static double easgdSpectralRadius(double h, double alpha, int agents) {
        double beta = agents * alpha;
        double trace = 2 - h - alpha - beta;
        double determinant = (1 - h - alpha) * (1 - beta) - alpha * beta;
        double discriminant = trace * trace / 4 - determinant;
        return discriminant < 0 ? Math.sqrt(determinant) : Math.abs(trace) / 2 + Math.sqrt(discriminant);
    }
}
