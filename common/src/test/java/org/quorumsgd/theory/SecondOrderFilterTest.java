package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondOrderFilterTest {
    @Test
    void aloneItIsStableWhereItsEigenvaluesAre() {
        int stable = 0;
        int unstable = 0;
        for (double beta = .0131; beta < 2.5; beta += .0517) {
            for (double zeta = .0113; zeta < 3; zeta += .0491) {
                double c = 1 - 2 * zeta * beta;
                boolean settles = Spectra.radius(new double[] {1 - beta * beta, c}, new double[] {-beta * beta, c}) < 1;
                assertThat(new SecondOrderFilter(beta, zeta).stableAlone())
                        .as("beta %s zeta %s", beta, zeta)
                        .isEqualTo(settles);
                stable += settles ? 1 : 0;
                unstable += settles ? 0 : 1;
            }
        }
        assertThat(stable).isGreaterThan(200);
        assertThat(unstable).isGreaterThan(200);
    }

    @Test
    void fedBackToTheAgentsItIsStableWhereTheWholeMapIs() {
        int stable = 0;
        int stableAloneOnly = 0;
        for (int agents : new int[] {1, 2, 4, 30}) {
            for (double h = .0071; h < 2.4; h += .2351) {
                for (double beta = .0131; beta < 3; beta += .1017) {
                    for (double zeta = .0113; zeta < 2; zeta += .0891) {
                        SecondOrderFilter filter = new SecondOrderFilter(beta, zeta);
                        boolean settles = radius(h, beta, zeta, agents) < 1
                                && (agents == 1 || Math.abs(1 - h - beta / agents) < 1);
                        assertThat(filter.stable(h, agents))
                                .as("h %s %s p %d", h, filter, agents)
                                .isEqualTo(settles);
                        stable += settles ? 1 : 0;
                        stableAloneOnly += filter.stableAlone() && !settles ? 1 : 0;
                    }
                }
            }
        }
        assertThat(stable).isGreaterThan(1000);
        assertThat(stableAloneOnly)
                .as("the loop can destabilize a stable filter")
                .isGreaterThan(100);
    }

    /** Runs the three lines of the rule themselves, one agent, no noise. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.4, 0.7, true",
        "0.1, 0.7, 0.7, true",
        "0.1, 0.9, 0.7, false",
        "1.5, 0.9, 0.5, false",
        "0.5, 1.0, 0.02, true"
    })
    void theRuleItselfSettlesOrGrows(double h, double beta, double zeta, boolean settles) {
        double centre = 1;
        double quorum = -.5;
        double velocity = .1;
        for (int t = 0; t < 5000; t++) {
            double nextVelocity = (1 - 2 * zeta * beta) * velocity + beta * beta * (centre - quorum);
            double nextCentre = centre - h * centre + beta * (quorum - centre);
            quorum += nextVelocity;
            velocity = nextVelocity;
            centre = nextCentre;
        }
        double size = Math.abs(centre) + Math.abs(quorum) + Math.abs(velocity);
        assertThat(size < 1e-3).isEqualTo(settles);
        assertThat(new SecondOrderFilter(beta, zeta).stable(h, 1)).isEqualTo(settles);
    }

    /** The map of (xbar, v, z, w) for a heavy ball: never stable beyond the condition at h', and not always before. */
    @Test
    void withMomentumTheConditionIsNecessaryButNotSufficient() {
        int excited = 0;
        for (double momentum : new double[] {.5, .9}) {
            for (double h = .0071; h < 3.5; h += .2351) {
                for (double beta = .0131; beta < 2; beta += .1017) {
                    for (double zeta = .0053; zeta < 2; zeta += .1891) {
                        double c = 1 - 2 * zeta * beta;
                        double b2 = beta * beta;
                        boolean settles = Spectra.radius(
                                        new double[] {1 - h - beta, momentum, beta, 0},
                                        new double[] {-h, momentum, 0, 0},
                                        new double[] {b2, 0, 1 - b2, c},
                                        new double[] {b2, 0, -b2, c})
                                < 1;
                        double effective = StabilityEdge.heavyBall(h, momentum).effectiveStep();
                        boolean condition = new SecondOrderFilter(beta, zeta).stable(effective, 1);
                        assertThat(settles && !condition).isFalse();
                        excited += condition && !settles ? 1 : 0;
                    }
                }
            }
        }
        assertThat(excited).isGreaterThan(20);
    }

    @Test
    void refusesWhatIsNoFilter() {
        assertThatThrownBy(() -> new SecondOrderFilter(.5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid damping ratio: 0.0 (expected a finite number above 0)");
        assertThat(new SecondOrderFilter(.5, .7).stable(Double.NaN, 4)).isFalse();
        assertThat(new SecondOrderFilter(.5, .7).stable(0, 4)).isFalse();
    }

    private static double radius(double h, double beta, double zeta, int agents) {
        double alpha = beta / agents;
        double c = 1 - 2 * zeta * beta;
        double b2 = beta * beta;
        return Spectra.radius(
                new double[] {1 - h - alpha, alpha, 0}, new double[] {b2, 1 - b2, c}, new double[] {b2, -b2, c});
    }
}
