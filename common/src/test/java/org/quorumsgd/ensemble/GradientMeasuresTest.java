package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;

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

    /** More models than travel in one question. */
    @Test
    void manyAgentsAreMeasuredAndJudgedAsFewAre() {
        int agents = 2 * Ensemble.MODELS_IN_A_QUESTION + 3;
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 1, 2, 0, 1, 1, 0.5);
        AgentRules rules = new AgentRules(new Sgd(), new ConstantSchedule(1e-9));
        QuorumRules judged = new QuorumRules(
                new EqualGains(new ConstantSchedule(0)),
                0,
                Double.POSITIVE_INFINITY,
                new InstantMean(),
                AgentLearningRates.SAME,
                new Judging(1, false, (report, validation) -> validation.meanLoss()),
                Reporting.QUORUM);
        try (LocalEnsemble ensemble = new LocalEnsemble(problem, agents, rules, Coupled.POSITION)) {
            QuorumLoop loop = new QuorumLoop(ensemble, rules, judged, 1);
            RoundRecord round = loop.advance();
            GradientMeasures measures = GradientMeasures.of(ensemble, loop);
            double centre = 1 + 0.5 * (agents - 1) / 2;
            double squares = 0;
            for (int i = 0; i < agents; i++) {
                double x = 1 + 0.5 * i;
                squares += x * x;
                assertThat(round.agentValidation().get(i).meanLoss()).isCloseTo(x * x, within(1e-5));
            }
            assertThat(measures.centreLoss()).isCloseTo(centre * centre, within(1e-5));
            assertThat(measures.meanAgentLoss()).isCloseTo(squares / agents, within(1e-5));
            assertThat(measures.distortion()).as("none on a quadratic").isCloseTo(0, within(1e-5));
        }
    }
}
