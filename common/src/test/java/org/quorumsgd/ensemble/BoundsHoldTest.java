package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.theory.DistortionBound;
import org.quorumsgd.theory.GradientNoise;
import org.quorumsgd.theory.HessianBounds;
import org.quorumsgd.theory.MomentumConvergence;
import org.quorumsgd.theory.MomentumSynchronization;
import org.quorumsgd.theory.QuorumErrorBounds;
import org.quorumsgd.theory.SynchronizationBound;

/**
 * Runs of the discrete updates on a loss that is not quadratic stay below the continuous-time bounds, time averages after
 * transients: f(x) = sum over d coordinates of lambda x_j^2 / 2 + c log cosh(x_j - 1), lambda = 0.5, c = 1, with curvatures in
 * [0.5, 1.5] and third derivatives of at most Q = 4 c / (3 sqrt 3). Noise of variance 1 per coordinate.
 *
 * <p>Learning rates are so small that the discretisation, 1 / (1 - eta rate / 2) at most, adds no more than 3 %. The measured values are 0.06 to 0.76
 * of their bounds, with standard errors of a few per cent at most: a bound is many of them away. Seeds are fixed.
 */
class BoundsHoldTest {
    private static final double LAMBDA = .5;
    private static final HessianBounds HESSIAN = new HessianBounds(LAMBDA, LAMBDA + 1);
    private static final double THIRD_DERIVATIVE = 4 / (3 * Math.sqrt(3));
    private static final int DIMENSION = 4;
    private static final double ETA = .02;
    private static final double MINIMUM = minimum();

    @ParameterizedTest
    @CsvSource({"2, 0.2", "8, 0.2", "8, 2"})
    void qsgdStaysWithinItsBounds(int agents, double gain) {
        Means means = run(agents, Runs.coupled(new Sgd(), ETA, gain), Runs.QSGD);
        GradientNoise noise = noise(agents, ETA);
        SynchronizationBound together = SynchronizationBound.of(noise, HESSIAN, gain);
        assertBetween("(22)", means.spread, together.spread(), .4);
        assertBetween(
                "(31)", means.distortion, new DistortionBound(together, DIMENSION, THIRD_DERIVATIVE).expected(), .01);
        assertBetween("(47)", means.centreError, bounds(noise, gain).qsgd(), .15);
    }

    @Test
    void uncoupledSgdStaysWithinItsBound() {
        Means means = run(1, Runs.uncoupled(new Sgd(), ETA), Runs.QSGD);
        assertBetween("(49)", means.centreError, bounds(noise(1, ETA), 0).sgd(), .5);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.2", "4, 0.5"})
    void easgdStaysWithinItsBound(int agents, double gain) {
        Means means = run(agents, Runs.coupled(new Sgd(), ETA, gain), Runs.EASGD);
        GradientNoise noise = noise(agents, ETA);
        assertThat(means.spread)
                .isLessThanOrEqualTo(
                        SynchronizationBound.of(noise, HESSIAN, gain).spread());
        assertBetween("(51)", means.pairError, bounds(noise, gain).easgd(), .05);
    }

    /** eta = 0.01 is a time step of 0.1: damping (1 - .85) / .1 = 1.5 and position gain 5 * .1 = .5. */
    @Test
    void qsgdWithMomentumStaysWithinItsBound() {
        double eta = .01;
        Means means = run(4, Runs.coupled(new HeavyBall(.85), eta, 5), Runs.QSGD);
        MomentumConvergence convergence =
                new MomentumConvergence(MomentumSynchronization.ofMomentum(HESSIAN, eta, .85, 5));
        GradientNoise noise = noise(4, Math.sqrt(eta));
        assertThat(convergence.holds()).isTrue();
        assertBetween("(54)", means.centreError, convergence.error(noise, DIMENSION, THIRD_DERIVATIVE), .05);
        SynchronizationBound together =
                new SynchronizationBound(noise, convergence.synchronization().rate());
        assertBetween("(22) with (35)", means.spread, together.spread(), .05);
    }

    private static void assertBetween(String what, double measured, double bound, double leastShare) {
        assertThat(measured / bound)
                .as("%s: measured %.5g, bound %.5g", what, measured, bound)
                .isLessThanOrEqualTo(1)
                .isGreaterThan(leastShare);
    }

    private static QuorumErrorBounds bounds(GradientNoise noise, double gain) {
        return new QuorumErrorBounds(noise, HESSIAN, gain, DIMENSION, THIRD_DERIVATIVE);
    }

    /** One example a batch: C = d. */
    private static GradientNoise noise(int agents, double timeOfStep) {
        return GradientNoise.of(agents, timeOfStep, 1, DIMENSION);
    }

    private static Means run(int agents, Runs.Rules rules, QuorumDynamics dynamics) {
        RandomStreams streams = new RandomStreams(31);
        FunctionProblem problem =
                new FunctionProblem(DIMENSION, agent -> new float[DIMENSION], (agent, step, x, gradient) -> {
                    SharedStateContinuousSampler gaussian =
                            ZigguratSampler.NormalizedGaussian.of(streams.stream(Purpose.NOISE, agent, step));
                    for (int j = 0; j < DIMENSION; j++) {
                        gradient[j] = (float) (slope(x[j]) + gaussian.sample());
                    }
                    return 0;
                });
        QuorumLoop loop = Runs.loop(problem, agents, rules, dynamics, 1);
        Means means = new Means();
        int burnIn = 2000;
        int rounds = 40_000;
        for (int t = 0; t < burnIn + rounds; t++) {
            RoundRecord round = loop.advance();
            if (t >= burnIn) {
                means.add(round, loop.centre().hostValues(), loop.quorum().hostValues(), rounds);
            }
        }
        return means;
    }

    private static double slope(double x) {
        return LAMBDA * x + Math.tanh(x - 1);
    }

    private static double minimum() {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (slope(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static final class Means {
        private double spread;
        private double distortion;
        private double centreError;
        private double pairError;

        private void add(RoundRecord round, float[] centre, float[] quorum, int rounds) {
            double centreSquare = 0;
            double quorumSquare = 0;
            double distortionSquare = 0;
            int agents = round.reports().size();
            for (int j = 0; j < DIMENSION; j++) {
                double distorted = slope(centre[j]);
                for (int i = 0; i < agents; i++) {
                    distorted -= slope(round.reports().get(i).position()[j]) / agents;
                }
                distortionSquare += distorted * distorted;
                centreSquare += (centre[j] - MINIMUM) * (centre[j] - MINIMUM);
                quorumSquare += (quorum[j] - MINIMUM) * (quorum[j] - MINIMUM);
            }
            spread += round.synchronization().spread() / rounds;
            distortion += Math.sqrt(distortionSquare) / rounds;
            centreError += Math.sqrt(centreSquare) / rounds;
            pairError += Math.sqrt(centreSquare + quorumSquare) / rounds;
        }
    }
}
