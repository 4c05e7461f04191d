package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;

class CurvatureEstimateTest {
    private static final RandomStreams STREAMS = new RandomStreams(11);

    /** f = sum_j a_j (x_j - 1)^2 / 2 with a_j from -3 to 7, seen by three agents that own different parts of it. */
    private static final FunctionProblem SADDLE =
            new FunctionProblem(11, agent -> new float[11], (agent, step, x, gradient) -> {
                for (int j = 0; j < x.length; j++) {
                    double share = (agent + 1) / 2.0; // 1/2, 1, 3/2: mean 1
                    gradient[j] = (float) (share * (j - 3) * (x[j] - 1));
                }
                return 0;
            });

    @Test
    void findsTheExtremeEigenvaluesOfTheMeanHessian() {
        QuorumLoop loop = Runs.loop(SADDLE, 3, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1);
        CurvatureEstimate estimate = estimate(SADDLE, 3, loop, 11);
        assertThat(estimate.hessian().smallest()).isCloseTo(-3, within(1e-3));
        assertThat(estimate.hessian().largest()).isCloseTo(7, within(1e-3));
    }

    @Test
    void fewStepsGiveInnerBoundsWithinTheirResiduals() {
        QuorumLoop loop = Runs.loop(SADDLE, 3, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1);
        CurvatureEstimate estimate = estimate(SADDLE, 3, loop, 4);
        assertThat(estimate.hessian().smallest()).isBetween(-3.001, 0.0);
        assertThat(estimate.hessian().largest()).isBetween(4.0, 7.001);
        assertThat(estimate.hessian().steps()).isEqualTo(4);
    }

    /** tr Sigma / b = d sigma^2 / b = 400 x 6 / 8; the mean over 4 agents has a standard error of 3.5 %, so 5 of them. */
    @Test
    void noiseIsThatOfTheAgentsMinibatches() {
        NoisyQuadratic problem = new NoisyQuadratic(STREAMS, 400, 2, 6, 8, 1, 0.1);
        QuorumLoop loop = Runs.loop(problem, 4, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1);
        CurvatureEstimate estimate = estimate(problem, 4, loop, 3);
        assertThat(estimate.noise().agent()).isCloseTo(300, within(300 * 5 * 0.0354));
        assertThat(estimate.noise().ratio()).isCloseTo(0.5, within(0.1));
        assertThat(estimate.hessian().largest()).isCloseTo(2, within(1e-3));
        assertThat(estimate.hessian().smallest()).isCloseTo(2, within(1e-3));
    }

    private static CurvatureEstimate estimate(Problem problem, int agents, QuorumLoop loop, int steps) {
        Runs.Rules rules = Runs.coupled(new Sgd(), 0.1, 1);
        try (LocalEnsemble ensemble = new LocalEnsemble(problem, agents, rules.agent(), Coupled.POSITION)) {
            return CurvatureEstimate.of(ensemble, loop, STREAMS, steps);
        }
    }
}
