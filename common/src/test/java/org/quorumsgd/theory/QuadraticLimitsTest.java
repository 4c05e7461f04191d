package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link EasgdLimits}, {@link AveragingOptimum}, {@link NoiseSmoothing} and the heavy ball against the exact discrete laws. */
class QuadraticLimitsTest {
    @ParameterizedTest
    @CsvSource({"1, 0.5, 4", "2, 10, 1", "0.3, 0.1, 16"})
    void forSmallLearningRatesTheVarianceRatiosAreThoseOfContinuousTime(double curvature, double gain, int agents) {
        QuadraticTheory theory = new QuadraticTheory(curvature, 1e-7, gain, agents, 8, 2);
        double qsgd = theory.qsgdCentreVariance();
        assertThat(theory.easgdCentreVariance() / qsgd)
                .isCloseTo(EasgdLimits.centreVarianceRatio(curvature, gain, agents), within(1e-5));
        assertThat(theory.easgdQuorumVariance() / qsgd)
                .isCloseTo(EasgdLimits.quorumVarianceRatio(curvature, gain, agents), within(1e-5));
    }

    @Test
    void withoutCouplingTheCentreOfEasgdIsThatOfQsgdAndItsQuorumVariableRests() {
        QuadraticTheory uncoupled = new QuadraticTheory(1, .1, 0, 4, 8, 2);
        assertThat(uncoupled.easgdCentreVariance()).isCloseTo(uncoupled.qsgdCentreVariance(), within(1e-17));
        assertThat(uncoupled.easgdQuorumVariance()).isZero();
    }

    @Test
    void theRatiosOfAnExampleByHand() {
        assertThat(EasgdLimits.centreVarianceRatio(1, .5, 4)).isCloseTo(3 / 3.5, within(1e-15));
        assertThat(EasgdLimits.quorumVarianceRatio(1, .5, 4)).isCloseTo(2 / 3.5, within(1e-15));
        assertThat(EasgdLimits.effectiveLearningRate(.3, 1)).isCloseTo(.15, within(1e-16));
        assertThat(EasgdLimits.gainOfQuorumStep(1, .1, 8)).isCloseTo(1.25, within(1e-15));
    }

    /** C2: k = 1,000 a, and a learning rate so small that even that is no large step. */
    @ParameterizedTest
    @CsvSource({"1", "3", "10"})
    void stronglyCoupledEasgdIsSgdOnThePooledBatchWithAShorterStep(int agents) {
        double eta = 1e-6;
        QuadraticTheory easgd = new QuadraticTheory(1, eta, 1000, agents, 8, 2);
        QuadraticTheory sgd =
                new QuadraticTheory(1, EasgdLimits.effectiveLearningRate(eta, agents), 0, 1, 8 * agents, 2);
        assertThat(easgd.easgdCentreVariance() / sgd.qsgdCentreVariance()).isCloseTo(1, within(.01));
    }

    /** C1: at fixed k EASGD is unstable from some p on; with the gain of beta = 1 it is for no p above 1. */
    @Test
    void aGainThatFallsWithPKeepsEasgdStable() {
        assertThat(new QuadraticTheory(1, .1, 1, 10, 8, 2).stableEasgd()).isTrue();
        assertThat(new QuadraticTheory(1, .1, 1, 20, 8, 2).stableEasgd()).isFalse();
        for (int agents = 2; agents <= 2000; agents *= 10) {
            double gain = EasgdLimits.gainOfQuorumStep(1, .1, agents);
            assertThat(new QuadraticTheory(1, .1, gain, agents, 8, 2).stableEasgd())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0.1, 0.9", "2, 0.3, 1.7", "0.5, 3, 0.2"})
    void forManyAgentsTheQuorumVarianceIsThatOfItsLimit(double curvature, double eta, double quorumStep) {
        int agents = 10_000_000;
        QuadraticTheory theory = new QuadraticTheory(
                curvature, eta, EasgdLimits.gainOfQuorumStep(quorumStep, eta, agents), agents, 8, 2);
        double limit = EasgdLimits.manyAgentsQuorumVariance(curvature, eta, quorumStep, 8, 2);
        assertThat(agents * theory.easgdQuorumVariance()).isCloseTo(limit, within(1e-5 * limit));
    }

    /** .9 * .1 * 2 * (2 - .9 - .1 + .09) / (1 * 8 * 1.1 * 1.9 * (.9 + .1 - .09)) */
    @Test
    void theLimitOfManyAgentsByHand() {
        assertThat(EasgdLimits.manyAgentsQuorumVariance(1, .1, .9, 8, 2))
                .isCloseTo(.18 * 1.09 / (8 * 1.1 * 1.9 * .91), within(1e-16));
        assertThatThrownBy(() -> EasgdLimits.manyAgentsQuorumVariance(1, .1, 2, 8, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid step of the quorum variable: 2.0 (expected above 0 and below 2)");
    }

    /** q (1 + delta) / ((1 - delta) h (2 (1 + delta) - h)), q = .01 * 2 / 8 / 4. */
    @Test
    void theHeavyBallHasItsKnownVariance() {
        QuadraticTheory theory = new QuadraticTheory(1, .1, .5, 4, 8, 2);
        assertThat(theory.heavyBallCentreVariance(.9)).isCloseTo(.000625 * 1.9 / (.1 * .1 * (3.8 - .1)), within(1e-15));
        assertThat(theory.heavyBallCentreVariance(0)).isCloseTo(theory.qsgdCentreVariance(), within(1e-17));
        assertThat(theory.heavyBallDispersion(0)).isCloseTo(theory.dispersion(), within(1e-17));
    }

    /** Iterates V' = M V M^T + Q of the differences' (u, v), u' = u - alpha u + v', v' = delta v - h u - noise. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.05, 0.9", "0.7, 1.1, 0.5", "1.9, 0.4, 0.3"})
    void theHeavyBallDispersionIsTheFixedPointOfItsRecursion(double h, double alpha, double momentum) {
        QuadraticTheory theory = new QuadraticTheory(1, h, alpha / h, 4, 8, 2);
        double noise = .75 * h * h * 2 / 8;
        double g = 1 - alpha - h;
        double position = 0;
        double cross = 0;
        double velocity = 0;
        for (int t = 0; t < 10_000; t++) {
            double nextPosition = g * g * position + 2 * g * momentum * cross + momentum * momentum * velocity + noise;
            double nextCross =
                    -h * g * position + (g * momentum - h * momentum) * cross + momentum * momentum * velocity + noise;
            velocity = h * h * position - 2 * h * momentum * cross + momentum * momentum * velocity + noise;
            position = nextPosition;
            cross = nextCross;
        }
        assertThat(theory.heavyBallDispersion(momentum)).isCloseTo(position, within(1e-11 * position));
    }

    @Test
    void thereIsNoVarianceOutsideTheStableRange() {
        QuadraticTheory loose = new QuadraticTheory(1, .1, 5, 4, 8, 2);
        assertThat(loose.stableEasgd()).isFalse();
        assertThatThrownBy(loose::easgdCentreVariance)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected stable: 0 < h < 2 and alpha < (4 - 2h) / (2 + 2p - p h)");
        assertThatThrownBy(loose::easgdQuorumVariance).isInstanceOf(IllegalArgumentException.class);
        QuadraticTheory steep = new QuadraticTheory(25, .1, 0, 4, 8, 2);
        assertThatThrownBy(steep::qsgdCentreVariance)
                .hasMessage("Invalid learning rate times curvature: 2.5 (expected above 0 and below 2)");
        assertThatThrownBy(steep::dispersion).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> steep.nesterovCentreVariance(.9)).isInstanceOf(IllegalArgumentException.class);
        assertThat(steep.heavyBallCentreVariance(.9)).isPositive();
    }

    /** A = [[2, 1], [1, 3]], A^-1 = [[3, -1], [-1, 2]] / 5; Sigma = [[4, 0], [0, 1]]: A^-1 Sigma A^-1 = [[37, -14], [-14, 8]] / 25. */
    @Test
    void theAveragingOptimumOfAnExampleByHand() {
        double[][] optimum =
                AveragingOptimum.covariance(new double[][] {{2, 1}, {1, 3}}, new double[][] {{4, 0}, {0, 1}}, 2);
        assertThat(optimum[0]).containsExactly(new double[] {37 / 50., -14 / 50.}, within(1e-15));
        assertThat(optimum[1]).containsExactly(new double[] {-14 / 50., 8 / 50.}, within(1e-15));
        assertThat(AveragingOptimum.perStep(2, 3, 8, 4)).isCloseTo(3 / 128., within(1e-17));
        assertThatThrownBy(() -> AveragingOptimum.covariance(
                        new double[][] {{1, 1}, {1, 1}}, new double[][] {{1, 0}, {0, 1}}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid Hessian: singular (expected positive definite)");
    }

    /** One preconditioner P before gradient and noise alike, P A and P Sigma P^T, changes nothing. */
    @Test
    void aCommonPreconditionerDoesNotChangeTheOptimum() {
        double[][] plain =
                AveragingOptimum.covariance(new double[][] {{2, 1}, {1, 3}}, new double[][] {{4, 0}, {0, 1}}, 2);
        double[][] preconditioned = AveragingOptimum.covariance(
                new double[][] {{20, 10}, {.5, 1.5}}, new double[][] {{400, 0}, {0, .25}}, 2);
        assertThat(preconditioned[0]).containsExactly(plain[0], within(1e-15));
        assertThat(preconditioned[1]).containsExactly(plain[1], within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0", "0.5, 3", "1.5, 0.2"})
    void theDiscreteAverageTendsToTheOptimumForEveryRateAndGain(double eta, double gain) {
        QuadraticTheory theory = new QuadraticTheory(1, eta, gain, 4, 8, 2);
        double optimum = AveragingOptimum.perStep(1, 2, 8, 4);
        assertThat(AveragingOptimum.qsgdAfter(10_000_000, theory)).isCloseTo(optimum, within(1e-5 * optimum));
        assertThat(AveragingOptimum.qsgdAfter(1, theory)).isCloseTo(theory.qsgdCentreVariance(), within(1e-12));
    }

    /** Var of the mean of n steps from covariances Var xbar r^|s-t|, summed one by one. */
    @Test
    void theAverageOfAFewStepsIsTheSumOfTheCovariances() {
        QuadraticTheory theory = new QuadraticTheory(1, .3, 2, 4, 8, 2);
        double sum = 0;
        for (int s = 0; s < 7; s++) {
            for (int t = 0; t < 7; t++) {
                sum += theory.qsgdCentreVariance() * Math.pow(.7, Math.abs(s - t));
            }
        }
        assertThat(AveragingOptimum.qsgdAfter(7, theory)).isCloseTo(sum / 7, within(1e-14));
    }

    @Test
    void theCentreSmoothsTheLossByANarrowerNoise() {
        assertThat(NoiseSmoothing.ofAgent(.1, 8, 2)).isCloseTo(.05, within(1e-16));
        assertThat(NoiseSmoothing.ofCentre(.1, 8, 2, 25)).isCloseTo(.01, within(1e-17));
    }
}
