package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.theory.QuadraticTheory;

/**
 * The loop against the closed forms of {@link QuadraticTheory}.
 *
 * <p>Statistics: 2,000 coordinates are independent replicas; 200 snapshots give 400,000 samples. The slowest mode of all
 * runs shrinks by 0.956 a round (EASGD, p = 1), so squares 80 rounds apart correlate by 0.956^160 = 7e-4 and count as
 * independent; 400 rounds of burn-in leave 1e-8 of the start. A second moment about the known mean 0 of n Gaussian samples
 * has relative standard error sqrt(2 / n) = 0.22 % (dispersion: (p - 1) n samples, 0.13 %). Each of the 14 checks allows 6
 * standard errors, 1.3 %: a false-alarm rate of 3e-9 each (chi-square tail included), 4e-8 together. The seed is fixed.
 */
class StationaryVarianceTest {
    private static final double STANDARD_ERRORS = 6;
    private static final int COORDINATES = 2000;
    private static final int SNAPSHOTS = 200;
    private static final int SAMPLES = COORDINATES * SNAPSHOTS;
    private static final int BURN_IN_ROUNDS = 400;

    private static final QuadraticTheory FOUR_AGENTS = new QuadraticTheory(1, 0.1, 0.5, 4, 8, 2);
    private static final QuadraticTheory ONE_AGENT = new QuadraticTheory(1, 0.1, 2, 1, 1, 1);

    @Test
    void qsgdHasTheVariancesOfItsClosedForm() {
        Moments moments = measure(FOUR_AGENTS, new Sgd(), Runs.QSGD, 50);
        double centre = FOUR_AGENTS.qsgdCentreVariance();
        double dispersion = FOUR_AGENTS.dispersion();
        assertAgrees("centre", moments.centre(), centre, SAMPLES);
        assertAgrees("dispersion", moments.dispersion(), dispersion, 3 * SAMPLES);
        assertAgrees("first agent", moments.firstAgent(), centre + dispersion, SAMPLES);
        assertThat(moments.quorum()).isEqualTo(moments.centre());
    }

    @Test
    void easgdFromIndependentStartsHasTheVariancesOfItsClosedForm() {
        Moments moments = measure(FOUR_AGENTS, new Sgd(), Runs.EASGD, 50);
        double centre = FOUR_AGENTS.easgdCentreVariance();
        double dispersion = FOUR_AGENTS.dispersion();
        assertAgrees("centre", moments.centre(), centre, SAMPLES);
        assertAgrees("quorum", moments.quorum(), FOUR_AGENTS.easgdQuorumVariance(), SAMPLES);
        assertAgrees("dispersion", moments.dispersion(), dispersion, 3 * SAMPLES);
        assertAgrees("first agent", moments.firstAgent(), centre + dispersion, SAMPLES);

        double overBound = FOUR_AGENTS.agents() * moments.dispersion() / FOUR_AGENTS.synchronizationBound();
        assertAgrees("sum over bound (22)", overBound, 1 / (1 - .1 * (1 + .5) / 2), 3 * SAMPLES);
    }

    @Test
    void nesterovQsgdHasTheVariancesOfItsClosedForm() {
        Moments moments = measure(FOUR_AGENTS, new Nesterov(.9), Runs.QSGD, 50);
        double centre = FOUR_AGENTS.nesterovCentreVariance(.9);
        double dispersion = FOUR_AGENTS.nesterovDispersion(.9);
        assertAgrees("centre", moments.centre(), centre, SAMPLES);
        assertAgrees("dispersion", moments.dispersion(), dispersion, 3 * SAMPLES);
        assertAgrees("first agent", moments.firstAgent(), centre + dispersion, SAMPLES);
    }

    @Test
    void oneAgentHasTheVarianceOfSgdUnderQsgdAndASmallerOneUnderEasgd() {
        Moments qsgd = measure(ONE_AGENT, new Sgd(), Runs.QSGD, 80);
        assertAgrees("SGD", qsgd.centre(), ONE_AGENT.qsgdCentreVariance(), SAMPLES);

        Moments easgd = measure(ONE_AGENT, new Sgd(), Runs.EASGD, 80);
        assertAgrees("agent", easgd.firstAgent(), ONE_AGENT.easgdCentreVariance(), SAMPLES);
        assertAgrees("quorum", easgd.quorum(), ONE_AGENT.easgdQuorumVariance(), SAMPLES);
    }

    private static void assertAgrees(String what, double measured, double theory, int samples) {
        double standardError = Math.sqrt(2.0 / samples);
        double score = (measured / theory - 1) / standardError;
        assertThat(Math.abs(score))
                .as(
                        "%s: measured %.6g, theory %.6g, %d samples, relative standard error %.2g",
                        what, measured, theory, samples, standardError)
                .isLessThan(STANDARD_ERRORS);
    }

    private static Moments measure(
            QuadraticTheory theory, Optimiser optimiser, QuorumDynamics dynamics, int roundsBetweenSnapshots) {
        NoisyQuadratic problem = new NoisyQuadratic(
                new RandomStreams(2020),
                COORDINATES,
                theory.curvature(),
                theory.noiseVariance(),
                theory.batchSize(),
                -0.3,
                0.2);
        QuorumLoop loop = Runs.loop(
                problem, theory.agents(), Runs.coupled(optimiser, theory.learningRate(), theory.gain()), dynamics, 1);
        for (int t = 0; t < BURN_IN_ROUNDS - roundsBetweenSnapshots; t++) {
            loop.advance();
        }
        double centre = 0;
        double quorum = 0;
        double dispersion = 0;
        double firstAgent = 0;
        for (int snapshot = 0; snapshot < SNAPSHOTS; snapshot++) {
            for (int t = 1; t < roundsBetweenSnapshots; t++) {
                loop.advance();
            }
            RoundRecord round = loop.advance();
            centre += loop.centre().dot(loop.centre());
            quorum += loop.quorum().dot(loop.quorum());
            dispersion += round.synchronization().spread();
            firstAgent += Runs.position(round, 0).dot(Runs.position(round, 0));
        }
        return new Moments(centre / SAMPLES, quorum / SAMPLES, dispersion / SAMPLES, firstAgent / SAMPLES);
    }

    /** Second moments about 0 per coordinate; dispersion about the centre, averaged over the agents. */
    private record Moments(double centre, double quorum, double dispersion, double firstAgent) {}
}
