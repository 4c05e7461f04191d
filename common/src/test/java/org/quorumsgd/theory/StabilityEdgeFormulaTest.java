package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StabilityEdgeFormulaTest {
    private static final double[] MOMENTA = {0, .3, .9, .99};

    @Test
    void hasTheFormOfItsDerivation() {
        assertThat(StabilityEdge.sgd(.5).qsgd()).isEqualTo(1.5);
        assertThat(StabilityEdge.sgd(.5).easgd(4)).isCloseTo((4 - 1) / (2 + 8 - 2.), within(1e-15));
        double g = .5;
        assertThat(StabilityEdge.nesterov(.5, .9).qsgd()).isCloseTo((1 + g + 2 * .9 * g) / (1 + .9 * g), within(1e-15));
        assertThat(StabilityEdge.heavyBall(.5, .9).qsgd()).isCloseTo(2 - .5 / 1.9, within(1e-15));
        assertThat(StabilityEdge.sgd(0).easgd(3)).isEqualTo(.5);
    }

    @Test
    void easgdAtAFixedGainBlowsUpAsPGrowsAndQsgdDoesNot() {
        StabilityEdge edge = StabilityEdge.sgd(.1);
        assertThat(1_000_000 * edge.easgd(1_000_000)).isCloseTo(2, within(1e-5));
        assertThat(edge.easgd(20)).isLessThan(.1);
        assertThat(edge.easgd(1)).isGreaterThan(.1).isLessThan(edge.qsgd());
    }

    /**
     * The spectral radii of the maps over a grid of h, alpha, momentum and p. QSGD: the centre (x, v) and the differences; EASGD: (x,
     * v, q), and for p &gt; 1 the differences. v' = delta (1 - s) v - h x with s = h for Nesterov and 0 for the heavy ball.
     */
    @Test
    void isWhereTheSpectralRadiusPassesOne() {
        int[] counts = new int[4];
        for (double momentum : MOMENTA) {
            for (double h = .053; h < 4.3; h += .2113) {
                for (double alpha = .0071; alpha < 3; alpha += .1317) {
                    for (int agents : new int[] {1, 2, 5, 30}) {
                        compare(StabilityEdge.heavyBall(h, momentum), h, momentum, alpha, agents, counts);
                        compare(StabilityEdge.nesterov(h, momentum), h, momentum * (1 - h), alpha, agents, counts);
                    }
                }
            }
        }
        assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(1000);
    }

    private static void compare(StabilityEdge edge, double h, double carried, double alpha, int agents, int[] counts) {
        boolean centre = Spectra.radius(new double[] {1 - h, carried}, new double[] {-h, carried}) < 1;
        boolean differences = Spectra.radius(new double[] {1 - h - alpha, carried}, new double[] {-h, carried}) < 1;
        boolean pair = Spectra.radius(
                        new double[] {1 - h - alpha, carried, alpha},
                        new double[] {-h, carried, 0},
                        new double[] {agents * alpha, 0, 1 - agents * alpha})
                < 1;
        boolean qsgd = centre && differences;
        boolean easgd = pair && (agents == 1 || differences);
        assertThat(edge.holds() && alpha < edge.qsgd())
                .as("QSGD %s h %s alpha %s", edge, h, alpha)
                .isEqualTo(qsgd);
        assertThat(edge.holds() && alpha < edge.easgd(agents))
                .as("EASGD %s h %s alpha %s p %d", edge, h, alpha, agents)
                .isEqualTo(easgd);
        counts[qsgd ? 0 : 1]++;
        counts[easgd ? 2 : 3]++;
    }

    @Test
    void anAgentThatGrowsByItselfHasNoEdge() {
        assertThat(StabilityEdge.sgd(2).holds()).isFalse();
        assertThat(StabilityEdge.sgd(Double.NaN).holds()).isFalse();
        assertThat(StabilityEdge.nesterov(3, .9).holds()).isFalse();
        assertThat(StabilityEdge.heavyBall(3, .9).holds()).isTrue();
        assertThatThrownBy(() -> StabilityEdge.sgd(2).qsgd())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid effective step h': 2.0 (expected at least 0 and below 2)");
        assertThatThrownBy(() -> StabilityEdge.nesterov(.1, 1))
                .hasMessage("Invalid momentum: 1.0 (expected at least 0 and below 1)");
    }
}
