package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.Split;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.vector.HeapVector;

class QuorumLoopTest {
    /** Agent i starts at i and sits in a well at its index: f_i = (x - i)^2 / 2. */
    private static final FunctionProblem OWN_WELLS =
            new FunctionProblem(1, agent -> new float[] {agent}, (agent, step, x, gradient) -> {
                gradient[0] = x[0] - agent;
                return (x[0] - agent) * (x[0] - agent) / 2;
            });

    @Test
    void theQuorumBeginsAtTheCentreOfTheStarts() {
        QuorumLoop loop = Runs.loop(OWN_WELLS, 4, Runs.coupled(new Sgd(), 0.1, 1), Runs.EASGD, 1);
        assertThat(loop.centre()).isEqualTo(HeapVector.of(1.5f));
        assertThat(loop.quorum()).isEqualTo(HeapVector.of(1.5f));
        assertThat(loop.rounds()).isZero();
        assertThat(loop.step()).isZero();
    }

    @Test
    void aRecordTellsTheRoundAsItWas() {
        Runs.Rules rules = Runs.rules(new Sgd(), new StepSchedule(0.25, 0.5, 6, 0), new StepSchedule(2, 0.5, 3, 0));
        QuorumLoop loop = Runs.loop(OWN_WELLS, 3, rules, Runs.QSGD, 3);
        RoundRecord first = loop.advance();
        RoundRecord second = loop.advance();
        RoundRecord third = loop.advance();
        assertThat(first.round()).isZero();
        assertThat(first.step()).isEqualTo(3);
        assertThat(third.round()).isEqualTo(2);
        assertThat(third.step()).isEqualTo(loop.step()).isEqualTo(9);
        assertThat(loop.rounds()).isEqualTo(3);
        assertThat(new double[] {first.learningRate(), second.learningRate(), third.learningRate()})
                .containsExactly(0.25, 0.25, 0.125);
        assertThat(new double[] {first.gain(), second.gain(), third.gain()}).containsExactly(2, 1, 0.5);
        assertThat(third.trainLoss())
                .isEqualTo(third.reports().stream()
                        .mapToDouble(AgentReport::trainLoss)
                        .average()
                        .orElseThrow());
        assertThat(third.reports()).extracting(AgentReport::agent).containsExactly(0, 1, 2);
        assertThat(third.synchronization().distances()).hasSize(3);
    }

    @Test
    void agentsThatMoveAlikeHaveCosineOneAndThoseThatPartMinusOne() {
        assertThat(updateCosine(new float[] {0.5f, 0.5f})).isEqualTo(1);
        assertThat(updateCosine(new float[] {0.5f, -0.5f})).isEqualTo(-1);
    }

    private static double updateCosine(float[] slopes) {
        FunctionProblem slides = new FunctionProblem(1, agent -> new float[] {agent}, (agent, step, x, gradient) -> {
            gradient[0] = slopes[agent];
            return slopes[agent] * x[0];
        });
        return Runs.loop(slides, slopes.length, Runs.coupled(new Sgd(), 0.5, 0), Runs.QSGD, 1)
                .advance()
                .updateCosine();
    }

    /** The driver holds each agent once: what is left of a round while the next one runs has no vectors. */
    @Test
    void aRecordWithoutVectorsKeepsEveryNumber() {
        RoundRecord record = Runs.loop(OWN_WELLS, 3, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1)
                .advance();
        RoundRecord light = record.withoutVectors();
        assertThat(light)
                .usingRecursiveComparison()
                .ignoringFields("centre", "reports")
                .isEqualTo(record);
        assertThat(light.reports())
                .usingRecursiveComparison()
                .ignoringFields("position", "velocity", "statistics", "seconds")
                .isEqualTo(record.reports());
        assertThat(light.positions())
                .allSatisfy(position -> assertThat(position).isEmpty());
    }

    @Test
    void evaluationAddsTheShardsOfAllAgentsAtTheQuorum() {
        QuorumLoop loop = Runs.loop(OWN_WELLS, 4, Runs.coupled(new Sgd(), 0.1, 1), Runs.QSGD, 1);
        assertThat(loop.evaluate(Split.TEST))
                .isEqualTo(new EvaluationSums((2.25 + 0.25 + 0.25 + 2.25) / 2, 0 + 1 + 2 + 3, 4));
    }

    @Test
    void aRoundHasAtLeastOneLocalStep() {
        assertThatThrownBy(() -> RoundPlan.of(0, 0, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid local steps: 0 (expected at least 1)");
    }
}
