package org.quorumsgd.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Split;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;

class NoisyQuadraticTest {
    private static final HeapVector NONE = HeapVector.zeros(0);

    @Test
    void withoutNoiseTheGradientIsThatOfTheLoss() {
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 3, 2, 0, 8, 0, 0);
        HeapVector gradient = HeapVector.of(Float.NaN, Float.POSITIVE_INFINITY, 7);
        double loss = problem.open(0).gradient(0, HeapVector.of(1, -2, 3), NONE, gradient);
        assertThat(loss).isEqualTo(14);
        assertThat(gradient).isEqualTo(HeapVector.of(2, -4, 6));
    }

    /** 10^6 draws; 6 standard errors each: together a false-alarm rate below 1e-8. */
    @Test
    void theNoiseIsGaussianWithVarianceSigmaSquaredOverTheBatch() {
        int n = 1_000_000;
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(2), n, 1, 6, 3, 0, 0);
        HeapVector gradient = HeapVector.zeros(n);
        problem.open(1).gradient(4, HeapVector.zeros(n), NONE, gradient);
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (float g : gradient.hostValues()) {
            sum += g;
            squares += (double) g * g;
            fourths += (double) g * g * g * g;
        }
        assertThat(sum / n).isCloseTo(0, within(6 * Math.sqrt(2.0 / n)));
        assertThat(squares / n).isCloseTo(2, within(6 * 2 * Math.sqrt(2.0 / n)));
        // E g^4 = 3 v^2, Var g^4 = (105 - 9) v^4.
        assertThat(fourths / n).isCloseTo(12, within(6 * 4 * Math.sqrt(96.0 / n)));
    }

    @Test
    void theNoiseBelongsToAgentAndStepWhateverTheOrderOfCalls() {
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(3), 5, 1, 1, 1, 0, 0);
        HeapVector x = HeapVector.of(1, 2, 3, 4, 5);
        HeapVector first = HeapVector.zeros(5);
        HeapVector other = HeapVector.zeros(5);
        HeapVector again = HeapVector.of(9, 9, 9, 9, 9);
        problem.open(2).gradient(7, x, NONE, first);
        problem.open(2).gradient(8, x, NONE, other);
        assertThat(other).isNotEqualTo(first);
        problem.open(1).gradient(7, x, NONE, other);
        assertThat(other).isNotEqualTo(first);
        problem.open(2).gradient(7, x, NONE, again);
        assertThat(again).isEqualTo(first);
        assertThat(x).isEqualTo(HeapVector.of(1, 2, 3, 4, 5));
    }

    @Test
    void agentsStartApartByTheSpacing() {
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 2, 1, 1, 1, 1.5, 0.25);
        assertThat(problem.start(0).position()).isEqualTo(HeapVector.of(1.5f, 1.5f));
        assertThat(problem.start(3).position()).isEqualTo(HeapVector.of(2.25f, 2.25f));
        assertThat(problem.start(3).agent()).isEqualTo(3);
        assertThat(problem.start(3).step()).isZero();
    }

    @Test
    void evaluationIsTheLossWithoutNoise() {
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 2, 4, 1, 1, 0, 0);
        assertThat(problem.open(0)
                        .evaluate(Split.VALIDATION, new Model(HeapVector.of(3, 1), NONE))
                        .meanLoss())
                .isEqualTo(20);
    }
}
