package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** (47), (49), (50) and (51). */
class QuorumErrorBoundsTest {
    private static final HessianBounds CONVEX = new HessianBounds(.5, 3);

    /** Numbers of an independent evaluation of the formulas as printed in their Javadoc. */
    @Test
    void reproducesTheNumbersOfTheFormulas() {
        QuorumErrorBounds bounds = bounds(4, 1.5);
        assertThat(bounds.sgd()).isCloseTo(.15811388300841897, within(1e-15));
        assertThat(bounds.qsgd()).isCloseTo(.10718194150420948, within(1e-15));
        assertThat(bounds.easgdRate()).isCloseTo(.3944487245360109, within(1e-14));
        assertThat(bounds.easgd()).isCloseTo(.24931832611749394, within(1e-14));
        assertThat(bounds.easgdEuclideanGainLimit()).isCloseTo(8 / 9., within(1e-15));
    }

    @Test
    void oneAgentUnderQsgdIsSgd() {
        assertThat(bounds(1, 1.5).qsgd()).isCloseTo(bounds(1, 1.5).sgd(), within(1e-16));
        assertThat(bounds(1, 0).qsgd()).isCloseTo(bounds(1, 0).sgd(), within(1e-16));
    }

    /** sqrt(C T / (2 kappa)) with kappa = lambda/2 + k - sqrt(lambda^2/4 + k^2). */
    @Test
    void oneAgentUnderEasgdHasNoDistortion() {
        double kappa = .25 + 1.5 - Math.sqrt(.0625 + 2.25);
        assertThat(bounds(1, 1.5).easgdRate()).isCloseTo(kappa, within(1e-14));
        assertThat(bounds(1, 1.5).easgd()).isCloseTo(Math.sqrt(.025 / (2 * kappa)), within(1e-14));
        assertThat(bounds(1, 1.5).easgdEuclideanGainLimit()).isInfinite();
    }

    @Test
    void theAgentsNoiseIsAveragedAwayAndStrongCouplingLeavesNothingElse() {
        QuorumErrorBounds strong = bounds(16, 1e12);
        assertThat(strong.qsgd()).isCloseTo(strong.sgd() / 4, within(1e-12));
    }

    /** [[-(a + k), k], [k p, -k p]] in the metric diag(sqrt p, 1): equality at curvature lambda, faster above. */
    @ParameterizedTest
    @CsvSource({"1, 0.3", "4, 1.5", "4, 0.01", "16, 20", "64, 1e6"})
    void kappaIsTheContractionRateOfTheCentreAndTheQuorumVariable(int agents, double gain) {
        double[][] theta = {{Math.sqrt(agents), 0}, {0, 1}};
        double kappa = bounds(agents, gain).easgdRate();
        double scale = 1 + gain * agents;
        assertThat(kappa)
                .isPositive()
                .isCloseTo(Spectra.contractionRate(jacobian(.5, gain, agents), theta), within(1e-13 * scale));
        assertThat(kappa).isLessThan(Spectra.contractionRate(jacobian(.7, gain, agents), theta) + 1e-13 * scale);
        assertThat(kappa).isLessThanOrEqualTo(-Spectra.abscissa(jacobian(.5, gain, agents)) + 1e-13 * scale);
    }

    @ParameterizedTest
    @CsvSource({"2", "4", "16"})
    void inTheEuclideanMetricEasgdContractsUpToItsGainLimit(int agents) {
        double limit = bounds(agents, 1).easgdEuclideanGainLimit();
        double[][] identity = {{1, 0}, {0, 1}};
        assertThat(Spectra.contractionRate(jacobian(.5, limit * .999, agents), identity))
                .isPositive();
        assertThat(Spectra.contractionRate(jacobian(.5, limit * 1.001, agents), identity))
                .isNegative();
    }

    @Test
    void nothingIsClaimedForALossThatIsNotStronglyConvex() {
        QuorumErrorBounds flat = new QuorumErrorBounds(GradientNoise.of(4, .1, 8, 2), new HessianBounds(0, 3), 1, 9, 2);
        assertThat(flat.holds()).isFalse();
        assertThat(flat.holdsForEasgd()).isFalse();
        String message = "Invalid smallest curvature: 0.0 (expected above 0, a strongly convex loss)";
        assertThatThrownBy(flat::sgd)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(flat::qsgd).hasMessage(message);
        assertThatThrownBy(flat::easgd).hasMessage(message);
    }

    @Test
    void withoutCouplingTheQuorumVariableOfEasgdDoesNotConverge() {
        assertThat(bounds(4, 0).holds()).isTrue();
        assertThat(bounds(4, 0).holdsForEasgd()).isFalse();
        assertThatThrownBy(() -> bounds(4, 0).easgd())
                .hasMessage("Invalid coupling gain: 0.0 (expected above 0: the quorum variable has to move)");
    }

    private static QuorumErrorBounds bounds(int agents, double gain) {
        return new QuorumErrorBounds(GradientNoise.of(agents, .1, 8, 2), CONVEX, gain, 9, 2);
    }

    private static double[][] jacobian(double curvature, double gain, int agents) {
        return new double[][] {{-curvature - gain, gain}, {gain * agents, -gain * agents}};
    }
}
