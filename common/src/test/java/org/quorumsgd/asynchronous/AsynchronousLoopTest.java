package org.quorumsgd.asynchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.ensemble.AgentStaleness;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.vector.HeapVector;

final class AsynchronousLoopTest {
    private static final ServiceTimes STRAGGLER =
            new ScaledServiceTimes(new ConstantServiceTimes(), List.of(1.0, 1.0, 4.0));

    @Test
    void aRoundIsOneCommitAnAgentOnAverageAndTellsItsStaleness() {
        AsynchronousLoop loop = loop(noisy(7), 3, new AgentRules(new Sgd(), new ConstantSchedule(0.1)), STRAGGLER);
        // Agents commit as 0 1 0 | 1 0 1 | 0 1 2 | 0 1 0, the last at time 6.
        assertThat(loop.advance().asynchrony()).isEqualTo(asynchrony(List.of(1, 1, 0), "0:0 1:1 0:1", 2));
        assertThat(loop.advance().asynchrony()).isEqualTo(asynchrony(List.of(1, 1, 0), "1:1 0:1 1:1", 3));
        Asynchrony third = Objects.requireNonNull(loop.advance().asynchrony());
        assertThat(third).isEqualTo(asynchrony(List.of(1, 1, 8), "0:1 1:1 2:8", 4));
        assertThat(third.meanStaleness()).isEqualTo(10 / 3.0);
        assertThat(third.rmsStaleness()).isEqualTo(Math.sqrt(66 / 3.0));
        assertThat(third.largestStaleness()).isEqualTo(8);
        assertThat(loop.advance().asynchrony()).isEqualTo(asynchrony(List.of(1, 2, 8), "0:2 1:2 0:1", 6));
        assertThat(loop.rounds()).isEqualTo(4);
        assertThat(loop.step()).isEqualTo(4);
    }

    /** Of three agents that each have a work of one step in hand at any moment. */
    private static Asynchrony asynchrony(List<Integer> lastStaleness, String commits, double time) {
        List<AgentStaleness> stalenesses = Stream.of(commits.split(" "))
                .map(commit -> commit.split(":"))
                .map(commit -> new AgentStaleness(Integer.parseInt(commit[0]), Integer.parseInt(commit[1])))
                .toList();
        return new Asynchrony(lastStaleness, stalenesses, time, 3, Double.NaN, null);
    }

    @Test
    void anAgentGoesThroughItsOwnStepsWhateverTheOthersDo() {
        AgentRules rules = new AgentRules(new Sgd(), new InverseTimeSchedule(0.1, 1, 1));
        AsynchronousLoop loop = loop(noisy(7), 3, rules, STRAGGLER);
        for (int round = 0; round < 3; round++) {
            loop.advance();
        }
        // After nine commits agents have done 4, 4 and 1 steps.
        RoundRecord record = loop.advance();
        assertThat(record.learningRates().get(0)).isEqualTo(rules.learningRate().at(4));
        assertThat(record.learningRates().get(1)).isEqualTo(rules.learningRate().at(4));
        assertThat(record.learningRates().get(2)).isEqualTo(rules.learningRate().at(1));
    }

    @Test
    void factorsOfTheLearningRateAreTheAgentsOwn() {
        AgentRules rules = new AgentRules(new Sgd(), new ConstantSchedule(0.1));
        Problem flatSlope = new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = -1;
            return -x[0];
        });
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(flatSlope, 2, rules),
                rules,
                new AsynchronousRules(new Downpour(), new ConstantServiceTimes(), List.of(1.0, 3.0), Reporting.QUORUM),
                1);
        assertThat(loop.advance().learningRates()).containsExactly(0.1, 0.1 * 3);
        assertThat(loop.quorum().hostValues()[0]).isCloseTo(0.4f, within(1e-6f));
    }

    /** Unit slope: every commit moves the centre by 0.1. */
    @Test
    void theReportedVectorMayBeAnAverageOverTheRounds() {
        AgentRules rules = new AgentRules(new Sgd(), new ConstantSchedule(0.1));
        Problem slope = new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = -1;
            return -x[0];
        });
        Reporting mean =
                new Reporting(Reporting.Source.QUORUM, new PolyakAveraging(), 0, Reporting.Statistics.MEAN_OF_AGENTS);
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(slope, 2, rules),
                rules,
                new AsynchronousRules(new Downpour(), new ConstantServiceTimes(), List.of(), mean),
                1);
        loop.advance();
        loop.advance();
        assertThat(loop.quorum().hostValues()[0]).isCloseTo(0.4f, within(1e-6f));
        assertThat(loop.reported().parameters().hostValues()[0]).isCloseTo(0.2f, within(1e-6f));
        assertThat(loop.evaluate(Split.TEST).meanLoss()).isCloseTo(-0.2, within(1e-6));
    }

    @Test
    void aDivergenceNamesRoundAgentAndStepAndLeavesTheLastGoodRound() {
        Problem breaking = new FunctionProblem(1, agent -> new float[] {1}, (agent, step, x, gradient) -> {
            gradient[0] = agent == 1 && step == 2 ? Float.NaN : x[0];
            return x[0];
        });
        AgentRules rules = new AgentRules(new Nesterov(0.5), new ConstantSchedule(0.1));
        AsynchronousLoop loop = loop(breaking, 3, rules, new ConstantServiceTimes());
        loop.advance();
        loop.advance();
        HeapVector good = HeapVector.of(loop.quorum().hostValues());
        assertThatThrownBy(loop::advance)
                .isInstanceOf(DivergedException.class)
                .hasMessage("Diverged in round 3, agent 1, step 3: gradient norm (not finite in x) is NaN");
        assertThat(loop.quorum()).isEqualTo(good);
        assertThat(loop.rounds()).isEqualTo(2);
    }

    private static NoisyQuadratic noisy(int dimension) {
        return new NoisyQuadratic(new RandomStreams(3), dimension, 1, 2, 8, 1, 0);
    }

    private static AsynchronousLoop loop(Problem problem, int agents, AgentRules rules, ServiceTimes times) {
        return new AsynchronousLoop(
                new LocalAsynchronousEnsemble(problem, agents, rules),
                rules,
                AsynchronousRules.of(new Downpour(), times),
                1);
    }
}
