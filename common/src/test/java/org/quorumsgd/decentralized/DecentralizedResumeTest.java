package org.quorumsgd.decentralized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.ConstantServiceTimes;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.asynchronous.ScaledServiceTimes;
import org.quorumsgd.asynchronous.ServiceTimes;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.GradientClip;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.problem.RunningStatistics;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;

/** A loop goes on from the state of another one, with works in hand and parcels under way, to the same bits and the same states. */
final class DecentralizedResumeTest {
    private static final int AGENTS = 6;
    private static final int ROUNDS = 9;
    private static final RandomStreams STREAMS = new RandomStreams(8);
    private static final Problem PROBLEM =
            new RunningStatistics(new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0));
    private static final List<Double> FACTORS = List.of(1.0, 1.0, 0.5, 1.0, 2.0, 1.0);
    private static final Reporting MEAN =
            new Reporting(Reporting.Source.CENTRE, new PolyakAveraging(), 3, Reporting.Statistics.MEAN_OF_AGENTS);

    private static final ServiceTimes LOCK_STEP = new ConstantServiceTimes();
    private static final ServiceTimes STRAGGLERS =
            new ScaledServiceTimes(new ExponentialServiceTimes(STREAMS), List.of(1.0, 5.0, 0.5, 1.0, 1.0, 2.0));
    /** Rounds end in the middle of an instant, before some have begun again. */
    private static final ServiceTimes HALF_AS_LONG =
            new ScaledServiceTimes(LOCK_STEP, List.of(1.0, 0.5, 1.0, 1.0, 0.5, 1.0));

    static Stream<Arguments> runs() {
        LinkDelays random =
                new DrawnLinkDelays(AGENTS, new ExponentialServiceTimes(STREAMS, Purpose.LINK), 1.5, FACTORS);
        LinkDelays constant = new DrawnLinkDelays(AGENTS, LOCK_STEP, 0.7, List.of());
        Topology regular = Topology.randomRegular(AGENTS, 3, STREAMS);
        return Stream.of(
                Arguments.of(Topology.allToAll(AGENTS), LinkDelays.NONE, LOCK_STEP, new Sgd(), 1),
                Arguments.of(Topology.allToAll(AGENTS), LinkDelays.NONE, HALF_AS_LONG, new Nesterov(0.9), 1),
                Arguments.of(Topology.allToAll(AGENTS), random, STRAGGLERS, new Nesterov(0.9), 3),
                Arguments.of(Topology.ring(AGENTS), constant, STRAGGLERS, new Nesterov(0.9), 1),
                Arguments.of(Topology.ring(AGENTS), random, HALF_AS_LONG, new Sgd(), 2),
                Arguments.of(regular, random, STRAGGLERS, new Nesterov(0.9), 1),
                Arguments.of(regular, constant, HALF_AS_LONG, new Nesterov(0.9), 2));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void afterAnyRoundItGoesOnToTheSameBits(
            Topology topology, LinkDelays delays, ServiceTimes times, Optimiser optimiser, int period) {
        AgentRules agents = new AgentRules(optimiser, new InverseTimeSchedule(0.02, 0.1, 1), new GradientClip(20));
        DecentralizedRules rules = new DecentralizedRules(topology, delays, times, FACTORS, MEAN);
        DecentralizedLoop undisturbed = new DecentralizedLoop(ensemble(agents), agents, rules, period);
        List<DecentralizedState> states = new ArrayList<>(List.of(undisturbed.state()));
        List<RoundRecord> records = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            records.add(undisturbed.advance());
            states.add(undisturbed.state());
        }
        for (int from = 0; from < ROUNDS; from++) {
            DecentralizedLoop resumed =
                    DecentralizedLoop.resume(ensemble(agents), agents, rules, period, states.get(from));
            assertThat(resumed.rounds()).isEqualTo(from);
            assertSame(resumed.state(), states.get(from));
            for (int round = from; round < ROUNDS; round++) {
                assertSame(resumed.advance(), records.get(round));
                assertSame(resumed.state(), states.get(round + 1));
            }
            assertThat(resumed.quorum()).isEqualTo(undisturbed.quorum());
            assertThat(resumed.reported()).isEqualTo(undisturbed.reported());
        }
    }

    /** Or the test above would not see what it is for. */
    @Test
    void someStatesHaveParcelsUnderWayAndCollectedByNobodyAndAgentsThatHaveNotBegunAgain() {
        AgentRules agents = new AgentRules(new Sgd(), new ConstantSchedule(0.02));
        DecentralizedRules rules = DecentralizedRules.of(
                Topology.ring(AGENTS), new DrawnLinkDelays(AGENTS, LOCK_STEP, 0.7, List.of()), HALF_AS_LONG);
        DecentralizedLoop loop = new DecentralizedLoop(ensemble(agents), agents, rules, 1);
        boolean underWay = false;
        boolean waiting = false;
        boolean idle = false;
        for (int round = 0; round < ROUNDS; round++) {
            loop.advance();
            DecentralizedState state = loop.state();
            underWay |= !state.network().underWay().isEmpty();
            waiting |= state.network().inboxes().stream().anyMatch(inbox -> !inbox.isEmpty());
            idle |= state.agents().stream().anyMatch(peer -> !peer.atWork());
        }
        assertThat(List.of(underWay, waiting, idle)).containsOnly(true);
    }

    @Test
    void afterADivergenceThereIsNoState() {
        AgentRules tooFast = new AgentRules(new Sgd(), new ConstantSchedule(1e30));
        DecentralizedLoop loop = new DecentralizedLoop(
                ensemble(tooFast),
                tooFast,
                DecentralizedRules.of(Topology.ring(AGENTS), LinkDelays.NONE, STRAGGLERS),
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
        assertThat(actual.step()).isEqualTo(expected.step());
        assertThat(actual.learningRates()).isEqualTo(expected.learningRates());
        assertThat(actual.trainLoss()).isEqualTo(expected.trainLoss());
        assertThat(actual.gradientNorm()).isEqualTo(expected.gradientNorm());
        assertThat(actual.synchronization()).isEqualTo(expected.synchronization());
        assertThat(actual.positions()).containsExactlyElementsOf(expected.positions());
    }

    private static void assertSame(DecentralizedState actual, DecentralizedState expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withComparatorForType(Double::compare, Double.class)
                .withComparatorForType(Float::compare, Float.class)
                .isEqualTo(expected);
    }

    private static LocalAsynchronousEnsemble ensemble(AgentRules agents) {
        return new LocalAsynchronousEnsemble(PROBLEM, AGENTS, DecentralizedLoop.works(agents));
    }
}
