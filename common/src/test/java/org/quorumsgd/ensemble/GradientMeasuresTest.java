package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;

class GradientMeasuresTest {
    private static final float[] STARTS = {0, 1, 5};

    /** f = x^3 / 3, of which three agents see the shares 1/2, 1 and 3/2; the minibatch of step t adds t (agent - 1) to the slope. */
    private static final FunctionProblem CUBIC =
            new FunctionProblem(1, agent -> new float[] {STARTS[agent]}, (agent, step, x, gradient) -> {
                double share = (agent + 1) / 2.0;
                gradient[0] = (float) (share * x[0] * x[0] + step * (agent - 1));
                return share * x[0] * x[0] * x[0] / 3;
            });

    @Test
    void distortionLossesAndNoiseAreThoseOfTheWholeProbeBatch() {
        Runs.Rules rules = Runs.coupled(new Sgd(), 0.1, 1);
        QuorumLoop loop = Runs.loop(CUBIC, 3, rules, Runs.QSGD, 1);
        try (LocalEnsemble ensemble = new LocalEnsemble(CUBIC, 3, rules.agent(), Coupled.POSITION)) {
            GradientMeasures measures = GradientMeasures.of(ensemble, loop);
            // xbar = 2: f' = 4 there, and (0 + 1 + 25) / 3 on average at the agents.
            assertThat(measures.distortion()).isCloseTo(26 / 3.0 - 4, within(1e-6));
            assertThat(measures.centreLoss()).isCloseTo(8 / 3.0, within(1e-12));
            assertThat(measures.meanAgentLoss()).isCloseTo((0 + 1 + 125) / 9.0, within(1e-12));
            // d = 1, 0, -1: |d|^2 / 2 is 1/3 on average, and the mean of d is 0.
            assertThat(measures.noise().agent()).isCloseTo(1 / 3.0, within(1e-12));
            assertThat(measures.noise().centre()).isZero();
        }
    }
}
