package org.quorumsgd.asynchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.problem.RunningStatistics;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.schedule.Schedule;

/** A loop goes on from the state of another one, with works in hand, to the same bits; and a recorded order gives those of its recording. */
final class AsynchronousResumeTest {
    private static final int AGENTS = 4;
    private static final int ROUNDS = 9;
    private static final Schedule LEARNING_RATE = new InverseTimeSchedule(0.05, 0.1, 1);
    private static final ServiceTimes TIMES =
            new ScaledServiceTimes(new ExponentialServiceTimes(new RandomStreams(8)), List.of(1.0, 5.0, 0.5, 1.0));
    private static final Reporting MEAN =
            new Reporting(Reporting.Source.QUORUM, new PolyakAveraging(), 3, Reporting.Statistics.MEAN_OF_AGENTS);

    static Stream<CommitRule> algorithms() {
        return Stream.of(
                new Downpour(),
                new NormalizedDownpour(),
                new DynSgd(),
                new StalenessAware(),
                new WorstCaseStaleness(),
                new DecayingWorstCase(),
                new AdaptiveDamping(1e-4),
                new MomentumDownpour(0.9),
                new GradientEnergyMatching(
                        AGENTS,
                        0.9,
                        1,
                        GradientEnergyMatching.Reference.BEFORE_COMMIT,
                        GradientEnergyMatching.Scalings.CLAMPED),
                new AsynchronousQsgd(AGENTS, new ConstantSchedule(2), LEARNING_RATE),
                new AsynchronousEasgd(new ConstantSchedule(2), LEARNING_RATE));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void afterAnyRoundItGoesOnToTheSameBits(CommitRule rule) {
        AsynchronousRules rules = new AsynchronousRules(rule, TIMES, List.of(1.0, 1.0, 0.5, 1.0), MEAN);
        AsynchronousLoop undisturbed = loop(rules);
        List<AsynchronousState> states = new ArrayList<>(List.of(undisturbed.state()));
        List<RoundRecord> records = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            records.add(undisturbed.advance());
            states.add(undisturbed.state());
        }
        for (int from : List.of(0, 1, 2, 5, ROUNDS - 1)) {
            AsynchronousLoop resumed = resume(rules, states.get(from));
            assertThat(resumed.rounds()).isEqualTo(from);
            for (int round = from; round < ROUNDS; round++) {
                assertSame(resumed.advance(), records.get(round));
            }
            assertThat(resumed.quorum()).isEqualTo(undisturbed.quorum());
            assertThat(resumed.reported()).isEqualTo(undisturbed.reported());
        }
    }

    @Test
    void aRecordedOrderGivesTheBitsOfItsRecordingAlsoWhenResumed() {
        AsynchronousRules rules =
                AsynchronousRules.of(new AsynchronousQsgd(AGENTS, new ConstantSchedule(2), LEARNING_RATE), TIMES);
        AsynchronousLoop recording = loop(rules);
        List<Integer> agents = new ArrayList<>();
        List<RoundRecord> records = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            records.add(recording.advance());
            recording.commits().forEach(commit -> agents.add(commit.agent()));
        }
        AsynchronousRules recorded = rules.with(new RecordedOrder(agents));
        AsynchronousLoop replay = loop(recorded);
        for (int round = 0; round < 4; round++) {
            assertThat(replay.advance().positions())
                    .containsExactlyElementsOf(records.get(round).positions());
        }
        AsynchronousLoop resumed = resume(recorded, replay.state());
        for (int round = 4; round < ROUNDS; round++) {
            assertThat(resumed.advance().positions())
                    .containsExactlyElementsOf(records.get(round).positions());
        }
        assertThat(resumed.quorum()).isEqualTo(recording.quorum());
        assertThat(loopOf(rules.with(new ArrivalOrder()))).isNotEqualTo(recording.quorum());
    }

    @Test
    void commitsAreNumberedAndTellWhoCameWhenAndHowStale() {
        AsynchronousRules rules = AsynchronousRules.of(
                new Downpour(), new ScaledServiceTimes(new ConstantServiceTimes(), List.of(1.0, 1.0, 1.0, 3.5)));
        AsynchronousLoop loop = loop(rules);
        assertThat(loop.commits()).isEmpty();
        loop.advance();
        AsynchronousLoop resumed = resume(rules, loop.state());
        resumed.advance();
        assertThat(resumed.commits())
                .containsExactly(
                        new Committed(4, 1, 1, 2, 2),
                        new Committed(5, 1, 2, 2, 2),
                        new Committed(6, 1, 0, 2, 3),
                        new Committed(7, 1, 1, 2, 3));
    }

    @Test
    void afterADivergenceThereIsNoState() {
        AgentRules tooFast = new AgentRules(new Sgd(), new ConstantSchedule(1e30));
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(problem(), AGENTS, tooFast),
                tooFast,
                AsynchronousRules.of(new Downpour(), TIMES),
                1);
        assertThatThrownBy(() -> {
                    while (true) {
                        loop.advance();
                    }
                })
                .isInstanceOf(DivergedException.class);
        assertThatThrownBy(loop::state).isInstanceOf(IllegalStateException.class);
    }

    private static void assertSame(RoundRecord actual, RoundRecord expected) {
        assertThat(actual.asynchrony()).isEqualTo(expected.asynchrony());
        assertThat(actual.round()).isEqualTo(expected.round());
        assertThat(actual.learningRates()).isEqualTo(expected.learningRates());
        assertThat(actual.trainLoss()).isEqualTo(expected.trainLoss());
        assertThat(actual.synchronization()).isEqualTo(expected.synchronization());
        assertThat(actual.positions()).containsExactlyElementsOf(expected.positions());
    }

    private static Object loopOf(AsynchronousRules rules) {
        AsynchronousLoop loop = loop(rules);
        for (int round = 0; round < ROUNDS; round++) {
            loop.advance();
        }
        return loop.quorum();
    }

    private static AsynchronousLoop loop(AsynchronousRules rules) {
        AgentRules agents = agents(rules);
        return new AsynchronousLoop(
                new LocalAsynchronousEnsemble(problem(), AGENTS, agents), agents, rules, localSteps(rules));
    }

    private static AsynchronousLoop resume(AsynchronousRules rules, AsynchronousState state) {
        AgentRules agents = agents(rules);
        return AsynchronousLoop.resume(
                new LocalAsynchronousEnsemble(problem(), AGENTS, agents), agents, rules, localSteps(rules), state);
    }

    private static int localSteps(AsynchronousRules rules) {
        return rules.rule() instanceof MomentumDownpour ? 1 : 2;
    }

    private static AgentRules agents(AsynchronousRules rules) {
        return new AgentRules(rules.rule() instanceof MomentumDownpour ? new Sgd() : new Nesterov(0.9), LEARNING_RATE);
    }

    private static Problem problem() {
        return new RunningStatistics(new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0.25));
    }
}
