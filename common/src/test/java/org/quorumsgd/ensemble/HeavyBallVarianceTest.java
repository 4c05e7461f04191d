package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.theory.QuadraticTheory;

/**
 * The loop against the heavy ball's closed forms: 2,000 coordinates at 100 moments 80 rounds apart are 200,000 samples of the centre, far
 * enough from each other to count as independent; 6 standard errors each, a false-alarm rate below 1e-8 together. The seed is fixed.
 */
class HeavyBallVarianceTest {
    private static final int COORDINATES = 2000;
    private static final int SNAPSHOTS = 100;
    private static final int ROUNDS_BETWEEN = 80;

    @ParameterizedTest
    @CsvSource({"0.5, 0.8", "4, 0.5"})
    void heavyBallQsgdHasTheVariancesOfItsClosedForm(double gain, double momentum) {
        QuadraticTheory theory = new QuadraticTheory(1, 0.2, gain, 3, 8, 2);
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(7), COORDINATES, 1, 2, 8, 0, 0);
        QuorumLoop loop = Runs.loop(problem, 3, Runs.coupled(new HeavyBall(momentum), 0.2, gain), Runs.QSGD, 1);
        double centre = 0;
        double dispersion = 0;
        for (int t = -400; t <= SNAPSHOTS * ROUNDS_BETWEEN; t++) {
            RoundRecord round = loop.advance();
            if (t > 0 && t % ROUNDS_BETWEEN == 0) {
                centre += loop.centre().dot(loop.centre());
                dispersion += round.synchronization().spread();
            }
        }
        int samples = COORDINATES * SNAPSHOTS;
        assertAgrees(centre / samples, theory.heavyBallCentreVariance(momentum), samples);
        assertAgrees(dispersion / samples, theory.heavyBallDispersion(momentum), 2 * samples);
    }

    private static void assertAgrees(double measured, double theory, int samples) {
        assertThat(Math.abs(measured / theory - 1))
                .as("measured %.6g, theory %.6g", measured, theory)
                .isLessThan(6 * Math.sqrt(2.0 / samples));
    }
}
