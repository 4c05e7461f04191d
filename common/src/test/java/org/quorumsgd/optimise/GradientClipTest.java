package org.quorumsgd.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.HeapVector;

class GradientClipTest {
    @Test
    void aLongGradientKeepsItsDirectionAndGetsTheNorm() {
        HeapVector gradient = HeapVector.of(3, -4);
        new GradientClip(2.5).apply(gradient, 5);
        assertThat(gradient.hostValues()).containsExactly(1.5f, -2f);
    }

    @Test
    void aGradientOfTheNormOrLessStaysAsItIsToTheBit() {
        HeapVector gradient = HeapVector.of(3, -4);
        new GradientClip(5).apply(gradient, gradient.norm());
        GradientClip.NONE.apply(gradient, 1e300);
        assertThat(gradient.hostValues()).containsExactly(3, -4);
    }

    /**
     * Gradient descent on f(x) = x^2 / 2 with eta = 1/2, c = 1 from x = 4: half a step of length 1 at a time while |x| > 1, then
     * halving: 4, 3.5, ..., 1.5, 1, 0.5, 0.25, ... A float's relative error is 6e-8 a step.
     */
    @Test
    void descentOnAQuadraticIsALineAndThenGeometric() {
        Objective objective = new NoisyQuadratic(new RandomStreams(1), 1, 1, 0, 1, 4, 0).open(0);
        AgentRules rules = new AgentRules(new Sgd(), new ConstantSchedule(0.5), new GradientClip(1));
        AgentState state = new AgentState(0, 0, HeapVector.of(4), HeapVector.of(0), HeapVector.zeros(0));
        for (int step = 1; step <= 12; step++) {
            RoundPlan plan = new RoundPlan(step - 1, 1, 0, 0, List.of());
            RoundResult result = AgentRound.run(state, plan, CommonSignal.of(HeapVector.of(0)), rules, objective);
            double unclipped = state.position().hostValues()[0];
            state = result.state();
            double expected = step <= 6 ? 4 - 0.5 * step : Math.pow(0.5, step - 6);
            assertThat((double) state.position().hostValues()[0]).isCloseTo(expected, within(1e-5));
            assertThat(result.gradientNorm()).as("the norm before clipping").isEqualTo(unclipped);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void aNormThatIsNotPositiveIsRefused(double norm) {
        assertThatThrownBy(() -> new GradientClip(norm))
                .hasMessage("Invalid clip norm: " + norm + " (expected a number > 0)");
    }
}
