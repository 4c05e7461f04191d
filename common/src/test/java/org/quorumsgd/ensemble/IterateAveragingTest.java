package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.theory.AveragingOptimum;
import org.quorumsgd.theory.QuadraticTheory;

/**
 * The time average of the centre of mass (59): steps times its variance, over 4,000 independent coordinates. Each measured value
 * has a relative standard error of sqrt(2 / 4000) = 2.2 %; 6 of them are allowed, a false-alarm rate below 1e-8 for all
 * cases together. Seeds are fixed.
 */
class IterateAveragingTest {
    private static final int COORDINATES = 4000;
    private static final double ALLOWED = 6 * Math.sqrt(2.0 / COORDINATES);

    @ParameterizedTest
    @CsvSource({"0.2, 0", "0.2, 4", "1.0, 0.5", "1.5, 0.1"})
    void theAverageOfQsgdHasItsVarianceAfterAnyNumberOfStepsWhateverTheGain(double eta, double gain) {
        QuadraticTheory theory = new QuadraticTheory(1, eta, gain, 3, 8, 2);
        int steps = 120;
        double measured = measure(theory, new Sgd(), Runs.QSGD, steps);
        assertThat(measured / AveragingOptimum.qsgdAfter(steps, theory)).isBetween(1 - ALLOWED, 1 + ALLOWED);
    }

    /** After 600 steps the start's share of the average is 1 / (600 h), here at most 1 % of the variance. */
    @ParameterizedTest
    @CsvSource({
        "SGD, QSGD, 0.4, 1",
        "SGD, EASGD, 0.4, 0.5",
        "SGD, EASGD, 1.0, 0.1",
        "NESTEROV, QSGD, 0.3, 2",
        "HEAVY_BALL, EASGD, 0.3, 0.3"
    })
    void theLongAverageForgetsOptimiserCouplingQuorumAndLearningRate(
            Rule rule, Filter filter, double eta, double gain) {
        QuadraticTheory theory = new QuadraticTheory(1, eta, gain, 3, 8, 2);
        double measured = measure(theory, rule.optimiser, filter.dynamics, 600);
        assertThat(measured / AveragingOptimum.perStep(1, 2, 8, 3)).isBetween(1 - ALLOWED, 1 + ALLOWED);
    }

    private static double measure(QuadraticTheory theory, Optimiser optimiser, QuorumDynamics dynamics, int steps) {
        NoisyQuadratic problem = new NoisyQuadratic(
                new RandomStreams(59),
                COORDINATES,
                theory.curvature(),
                theory.noiseVariance(),
                theory.batchSize(),
                0,
                0);
        QuorumLoop loop = Runs.loop(
                problem, theory.agents(), Runs.coupled(optimiser, theory.learningRate(), theory.gain()), dynamics, 1);
        for (int t = 0; t < 60; t++) {
            loop.advance();
        }
        double[] sums = new double[COORDINATES];
        for (int t = 0; t < steps; t++) {
            loop.advance();
            float[] centre = loop.centre().hostValues();
            for (int j = 0; j < COORDINATES; j++) {
                sums[j] += centre[j];
            }
        }
        double squares = 0;
        for (double sum : sums) {
            squares += sum * sum;
        }
        return squares / COORDINATES / steps;
    }

    enum Rule {
        SGD(new Sgd()),
        NESTEROV(new Nesterov(.5)),
        HEAVY_BALL(new HeavyBall(.5));

        private final Optimiser optimiser;

        Rule(Optimiser optimiser) {
            this.optimiser = optimiser;
        }
    }

    enum Filter {
        QSGD(Runs.QSGD),
        EASGD(Runs.EASGD);

        private final QuorumDynamics dynamics;

        Filter(QuorumDynamics dynamics) {
            this.dynamics = dynamics;
        }
    }
}
