package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.Vector;

class DivergenceTest {
    @Test
    void aLearningRateThatBlowsUpIsNamedWithRoundAgentStepAndQuantity() {
        // h = 3: x doubles and changes sign every step, and 2^128 is too large for single precision.
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 3, 1, 0, 1, 1, 0);
        QuorumLoop loop = Runs.loop(problem, 2, Runs.coupled(new Sgd(), 3, 0.1), Runs.QSGD, 1);
        assertStopsAt(
                loop, 127, "Diverged in round 128, agent 0, step 128: parameter norm (not finite in x) is Infinity");
        assertThat(loop.centre().hostValues()).containsOnly(-0x1p127f);
    }

    @Test
    void aGradientMayOverflowBeforeTheParameters() {
        // h = 24 / 8 = 3 again, but now the gradient is the larger number.
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 1, 24, 0, 1, 1, 0);
        QuorumLoop loop = Runs.loop(problem, 2, Runs.uncoupled(new Sgd(), 0.125), Runs.QSGD, 1);
        assertStopsAt(
                loop, 124, "Diverged in round 125, agent 0, step 125: gradient norm (not finite in x) is Infinity");
    }

    @Test
    void onlyTheAgentThatDivergedIsNamedAndTheStepCountsLocalSteps() {
        FunctionProblem problem = failingAt(2, 13, 0, Float.NEGATIVE_INFINITY);
        QuorumLoop loop = Runs.loop(problem, 4, Runs.coupled(new Sgd(), 0.1, 1), Runs.EASGD, 5);
        assertStopsAt(loop, 2, "Diverged in round 3, agent 2, step 14: gradient norm (not finite in x) is Infinity");
        assertThat(loop.step()).isEqualTo(10);
    }

    @Test
    void aLossThatIsNotANumberIsFoundEvenWhenTheGradientIsFinite() {
        FunctionProblem problem = failingAt(1, 4, Double.NaN, 1);
        QuorumLoop loop = Runs.loop(problem, 2, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1);
        assertStopsAt(loop, 4, "Diverged in round 5, agent 1, step 5: training loss is NaN");
    }

    @Test
    void aGradientThatIsNotANumberIsFoundEvenWhenTheLossIsFinite() {
        FunctionProblem problem = failingAt(0, 0, 1, Float.NaN);
        QuorumLoop loop = Runs.loop(problem, 2, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1);
        assertStopsAt(loop, 0, "Diverged in round 1, agent 0, step 1: gradient norm (not finite in x) is NaN");
    }

    @Test
    void aQuorumVariableMayOverflowBeforeAnyAgent() {
        // Agents drift apart from their quorum by 1e38 in the first round; the second moves q by 64 times that.
        FunctionProblem problem = new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = step == 0 ? -1e38f : 0;
            return 0;
        });
        QuorumLoop loop = Runs.loop(problem, 64, Runs.coupled(new Sgd(), 1, 1), Runs.EASGD, 1);
        assertStopsAt(loop, 1, "Diverged in round 2: the quorum variable is not finite");
    }

    private static void assertStopsAt(QuorumLoop loop, int badRound, String message) {
        for (int round = 0; round < badRound; round++) {
            assertThat(loop.advance().round()).isEqualTo(round);
        }
        Vector centre = loop.centre().copy();
        Vector quorum = loop.quorum().copy();

        DivergedException diverged = catchThrowableOfType(DivergedException.class, loop::advance);

        assertThat(diverged).hasMessage(message);
        assertThat(loop.rounds()).isEqualTo(badRound);
        assertThat(loop.centre()).isEqualTo(centre);
        assertThat(loop.quorum()).isEqualTo(quorum);
        assertThat(loop.quorum().norm()).isFinite();
        assertThat(loop.centre().norm()).isFinite();
    }

    private static FunctionProblem failingAt(int badAgent, long badStep, double badLoss, float badGradient) {
        return new FunctionProblem(2, agent -> new float[] {agent, 1}, (agent, step, x, gradient) -> {
            boolean bad = agent == badAgent && step == badStep;
            gradient[0] = x[0];
            gradient[1] = bad ? badGradient : x[1];
            return bad ? badLoss : 0;
        });
    }
}
