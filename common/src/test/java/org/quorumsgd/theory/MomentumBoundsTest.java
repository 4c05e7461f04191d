package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** (35) and (52)-(54). Numbers are those of an independent evaluation of the formulas as printed in the Javadoc. */
class MomentumBoundsTest {
    private static final HessianBounds CONVEX = new HessianBounds(.5, 3);

    @Test
    void reproducesTheNumbersOfLemma32() {
        MomentumSynchronization both = new MomentumSynchronization(CONVEX, 2, 1.5, .5);
        assertThat(both.holds()).isTrue();
        assertThat(both.rate()).isCloseTo(.8819660112501051, within(1e-14));
        assertThat(both.positionGainThreshold()).isCloseTo(.4, within(1e-15));
        assertThat(new MomentumSynchronization(CONVEX, 2, 1.5, 0).rate()).isCloseTo(.7192235935955849, within(1e-14));
    }

    @Test
    void theRateIsPositiveExactlyAboveTheThreshold() {
        assertThat(new MomentumSynchronization(CONVEX, 2, .5001, 0).holds()).isTrue();
        assertThat(new MomentumSynchronization(CONVEX, 2, .5001, 0).rate()).isPositive();
        assertThat(new MomentumSynchronization(CONVEX, 2, .4999, 0).holds()).isFalse();
        assertThat(new MomentumSynchronization(CONVEX, 2, .4999, 0).rate()).isNegative();
        assertThat(new MomentumSynchronization(CONVEX, 2, 0, 5).holds()).isFalse();
    }

    /**
     * Differences on a quadratic of curvature a obey [[-k1, 1], [-a, -mu - k2]]: its eigenvalues are never slower than xi for a in
     * [lambda, L], whatever lambda's sign; and xi is the contraction rate at the worse end of the interval.
     */
    @ParameterizedTest
    @CsvSource({"0.5, 3, 2, 1.5, 0.5", "0.5, 3, 2, 1.5, 0", "0.1, 0.4, 1, 2, 3", "-0.5, 1.5, 2, 3, 0", "1, 1, 2, 1, 0"})
    void xiIsTheContractionRateAtTheWorstCurvature(double smallest, double largest, double mu, double k1, double k2) {
        double xi = new MomentumSynchronization(new HessianBounds(smallest, largest), mu, k1, k2).rate();
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 20; i++) {
            double a = smallest + (largest - smallest) * i / 20;
            double[][] jacobian = {{-k1, 1}, {-a, -mu - k2}};
            worst = Math.min(worst, Spectra.contractionRate(jacobian, new double[][] {{1, 0}, {0, 1}}));
            assertThat(-Spectra.abscissa(jacobian)).isGreaterThanOrEqualTo(xi - 1e-12);
        }
        assertThat(xi).isPositive().isCloseTo(worst, within(1e-13));
    }

    /**
     * Runs v' = delta v - eta a x, x' = x + v' - alpha x of the agents' differences for small eta: per step they shrink like
     * exp(-sqrt(eta) rate) of the continuous system that ofMomentum names.
     */
    @Test
    void aStepOfTheDiscreteRuleIsTheRootOfEtaOfTime() {
        double eta = 1e-8;
        double root = 1e-4;
        double delta = 1 - 2 * root;
        double alpha = 1.5 * root;
        MomentumSynchronization limit = MomentumSynchronization.ofMomentum(CONVEX, eta, delta, alpha / eta);
        assertThat(limit.damping()).isCloseTo(2, within(1e-8));
        assertThat(limit.positionGain()).isCloseTo(1.5, within(1e-12));
        double a = 3;
        double discrete = Spectra.radius(new double[] {1 - alpha - eta * a, delta}, new double[] {-eta * a, delta});
        double continuous =
                Spectra.abscissa(new double[] {-limit.positionGain(), 1}, new double[] {-a, -limit.damping()});
        assertThat(Math.log(discrete) / root).isCloseTo(continuous, within(1e-3));
    }

    @Test
    void reproducesTheNumbersOfLemma53() {
        MomentumMetric metric = new MomentumMetric(CONVEX, 2, .6);
        assertThat(metric.rate()).isCloseTo(.2323684205569434, within(1e-14));
        assertThat(metric.conditionNumber()).isCloseTo(1.834498464263357, within(1e-14));
        assertThat(metric.smallestEigenvalue()).isCloseTo(.52, within(1e-14));
        assertThat(metric.positionScale()).isCloseTo(.9539392014169457, within(1e-14));
    }

    /** Theta J Theta^-1 of J = [[0, 1], [-a, -mu]]: kappa at both ends of [lambda, L], no slower between them. */
    @ParameterizedTest
    @CsvSource({"0.5, 3, 2, 0.6", "0.5, 3, 2, 1.4", "0.5, 3, 1.2, 0.55", "1, 1, 1, 0.4", "0.01, 10, 4, 0.775"})
    void kappaIsTheContractionRateInItsMetric(double smallest, double largest, double mu, double gamma) {
        MomentumMetric metric = new MomentumMetric(new HessianBounds(smallest, largest), mu, gamma);
        double[][] theta = {{metric.positionScale(), 0}, {gamma, 1}};
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 20; i++) {
            double a = smallest + (largest - smallest) * i / 20;
            worst = Math.min(worst, Spectra.contractionRate(new double[][] {{0, 1}, {-a, -mu}}, theta));
        }
        assertThat(metric.rate()).isPositive().isCloseTo(worst, within(1e-12));
        double al = metric.positionScale();
        double[] gram = {al * al + gamma * gamma, gamma, 1};
        double least = -Spectra.abscissa(new double[] {-gram[0], -gram[1]}, new double[] {-gram[1], -gram[2]});
        double most = Spectra.abscissa(new double[] {gram[0], gram[1]}, new double[] {gram[1], gram[2]});
        assertThat(metric.smallestEigenvalue()).isCloseTo(least, within(1e-13));
        assertThat(metric.conditionNumber()).isCloseTo(Math.sqrt(most / least), within(1e-12));
    }

    @Test
    void aMetricOutsideTheIntervalDoesNotContractAndIsRefused() {
        // ga (mu - ga) = .19 is below (sqrt 3 - sqrt .5)^2 / 4 = .2626; there the symmetric part is not negative.
        double al = Math.sqrt(1.75 - .19);
        double[][] theta = {{al, 0}, {.1, 1}};
        assertThat(Spectra.contractionRate(new double[][] {{0, 1}, {-3, -2}}, theta))
                .isNegative();
        assertThatThrownBy(() -> new MomentumMetric(CONVEX, 2, .1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid metric product gamma (mu - gamma): 0.19 (expected above 0.2626");
        assertThatThrownBy(() -> new MomentumMetric(CONVEX, 4, 2)).hasMessageContaining("and below 1.4873");
    }

    /** The best error over 200,000 metrics is .469481533 and the best rate is at ga = mu / 2. */
    @Test
    void theErrorIsThatOfTheBestMetric() {
        MomentumConvergence convergence = new MomentumConvergence(new MomentumSynchronization(CONVEX, 2, 1.5, 0));
        GradientNoise noise = GradientNoise.of(4, .1, 8, 2);
        assertThat(convergence.holds()).isTrue();
        assertThat(convergence.error(noise, 9, 2)).isBetween(.469481532, .4699);
        assertThat(convergence.rate()).isCloseTo(1 - 2.5 / (4 * Math.sqrt(.75)), within(1e-14));
        assertThat(convergence.dampingThreshold()).isCloseTo(Math.sqrt(3) - Math.sqrt(.5), within(1e-15));
    }

    /** Of a quadratic (Q = 0) only the noise remains, and for it p agents are worth a p-th of the variance. */
    @Test
    void withoutDistortionTheErrorFallsWithTheRootOfP() {
        MomentumConvergence convergence = new MomentumConvergence(new MomentumSynchronization(CONVEX, 2, 1.5, 0));
        double one = convergence.error(GradientNoise.of(1, .1, 8, 2), 9, 0);
        assertThat(convergence.error(GradientNoise.of(16, .1, 8, 2), 9, 0)).isCloseTo(one / 4, within(1e-14));
        assertThat(convergence.error(GradientNoise.of(1, .1, 8, 2), 9, 2)).isEqualTo(one);
    }

    @Test
    void tooLittleDampingOrCouplingIsRefused() {
        GradientNoise noise = GradientNoise.of(4, .1, 8, 2);
        MomentumConvergence loose = new MomentumConvergence(new MomentumSynchronization(CONVEX, 1, 5, 0));
        assertThat(loose.holds()).isFalse();
        assertThatThrownBy(() -> loose.error(noise, 9, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid damping: 1.0 (expected above 1.0249");
        MomentumConvergence weak = new MomentumConvergence(new MomentumSynchronization(CONVEX, 2, .4, 0));
        assertThat(weak.holds()).isFalse();
        assertThatThrownBy(weak::rate).hasMessage("Invalid position gain: 0.4 (expected above 0.5)");
        MomentumConvergence saddle =
                new MomentumConvergence(new MomentumSynchronization(new HessianBounds(-1, 3), 2, 5, 0));
        assertThat(saddle.holds()).isFalse();
        assertThatThrownBy(saddle::rate).hasMessageContaining("strongly convex");
        assertThatThrownBy(() -> new MomentumConvergence(new MomentumSynchronization(CONVEX, 2, 5, 1)))
                .hasMessageContaining("velocity gain: 1.0");
        assertThatThrownBy(() -> MomentumSynchronization.ofMomentum(CONVEX, .1, 1, 1))
                .hasMessage("Invalid momentum: 1.0 (expected at least 0 and below 1)");
    }
}
