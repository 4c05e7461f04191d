package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.coupling.SpikingGains;
import org.quorumsgd.coupling.SuccessGains;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.Averaging;
import org.quorumsgd.quorum.ExponentialAveraging;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.NoAveraging;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.quorum.SaturatingFilter;
import org.quorumsgd.quorum.SecondOrderFilter;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.CosineSchedule;
import org.quorumsgd.schedule.ExponentialSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.schedule.LinearSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.schedule.WarmUp;

/** A loop's state and its agents' states are all there is: a run that goes on from them gives the undisturbed run's bits. */
class LoopResumeTest {
    private static final int ROUNDS = 16;
    private static final int LOCAL_STEPS = 2;
    /** No multiple of the local steps, and a judgement falls in the middle of an epoch of rounds. */
    private static final int EPOCH_STEPS = 5;

    private static final double FREE = Double.POSITIVE_INFINITY;
    private static final Schedule K = new ConstantSchedule(0.5);
    private static final Gains EQUAL = new EqualGains(K);
    private static final Schedule ETA = new ConstantSchedule(0.05);
    private static final NoisyQuadratic QUADRATIC = new NoisyQuadratic(new RandomStreams(11), 5, 1, 2, 4, 1, 0.5);
    private static final Judging BY_LOSS =
            new Judging(EPOCH_STEPS, true, (report, validation) -> validation.meanLoss() * (1 + report.agent()));
    /** Unknown before the first round. */
    private static final Judging BY_TRAIN_LOSS =
            new Judging(EPOCH_STEPS, true, (report, validation) -> report.trainLoss());

    private static final AgentLearningRates PLATEAU =
            new AgentLearningRates(List.of(), new Plateau(List.of(5.0, 2.0), 2, 0.9));

    private record Run(AgentRules agentRules, QuorumRules rules) {}

    static Stream<Arguments> runs() {
        Map<String, Run> runs = new LinkedHashMap<>();
        runs.put("uncoupled", run(new EqualGains(new ConstantSchedule(0)), new InstantMean()));
        runs.put("qsgd", run(EQUAL, new InstantMean()));
        runs.put("easgd", run(EQUAL, new LowPassFilter()));
        runs.put("second order", run(EQUAL, new SecondOrderFilter(0.7)));
        runs.put("saturating", run(EQUAL, new SaturatingFilter(0.01)));
        runs.put("growing gain", run(new EqualGains(new ExponentialSchedule(0.1, 5, 25)), new LowPassFilter()));
        runs.put("linear gain", run(new EqualGains(new LinearSchedule(0, 5, 25)), new InstantMean()));
        for (SpikingGains.Others others : SpikingGains.Others.values()) {
            runs.put("spiking, " + others, judged(new SpikingGains(K, 2, 4, 3, others), BY_LOSS));
        }
        runs.put(
                "spiking by train loss",
                judged(new SpikingGains(K, 2, 4, 3, SpikingGains.Others.RELAXING), BY_TRAIN_LOSS));
        runs.put("success", judged(new SuccessGains(K, 1), BY_LOSS));
        runs.put("exponential average", reporting(Reporting.Source.QUORUM, new ExponentialAveraging(0.8), 0));
        runs.put("polyak from the middle of a round", reporting(Reporting.Source.CENTRE, new PolyakAveraging(), 5));
        runs.put("centre", reporting(Reporting.Source.CENTRE, new NoAveraging(), 0));
        runs.put(
                "velocities and a limit",
                new Run(
                        new AgentRules(new HeavyBall(0.9), ETA),
                        new QuorumRules(EQUAL, 2, 0.06, new LowPassFilter(), PLATEAU, BY_LOSS, Reporting.QUORUM)));
        runs.put(
                "plateau",
                new Run(
                        new AgentRules(new Nesterov(0.9), ETA),
                        new QuorumRules(EQUAL, 0, FREE, new InstantMean(), PLATEAU, BY_LOSS, Reporting.QUORUM)));
        runs.put("cosine", run(new CosineSchedule(0.05, 0.001, 25)));
        runs.put("step", run(new StepSchedule(0.05, 0.5, 3, 0)));
        runs.put("inverse time", run(new InverseTimeSchedule(0.05, 0.1, 0.75)));
        runs.put("warm-up", run(new WarmUp(new CosineSchedule(0.05, 0, 25), 13)));
        return runs.entrySet().stream()
                .flatMap(run -> Stream.of(1, 3).map(agents -> Arguments.of(run.getKey(), agents, run.getValue())));
    }

    @ParameterizedTest(name = "{0}, {1} agents")
    @MethodSource("runs")
    void goesOnToTheBitsOfTheUndisturbedRun(String name, int agents, Run run) {
        for (int before : List.of(1, 4, 5, 8)) {
            LocalEnsemble undisturbedEnsemble = ensemble(QUADRATIC, agents, run);
            QuorumLoop undisturbed = new QuorumLoop(undisturbedEnsemble, run.agentRules, run.rules, LOCAL_STEPS);
            for (int round = 0; round < before; round++) {
                undisturbed.advance();
            }
            List<AgentState> states = undisturbedEnsemble.ask("states", (state, objective) -> state);
            QuorumLoop resumed = QuorumLoop.resume(
                    ensemble(new StartingAt(states), agents, run),
                    run.agentRules,
                    run.rules,
                    LOCAL_STEPS,
                    undisturbed.state());
            assertThat(resumed.centre()).isEqualTo(undisturbed.centre());
            assertThat(resumed.reported()).isEqualTo(undisturbed.reported());
            for (int round = before; round < ROUNDS; round++) {
                assertSameBits(resumed.advance(), undisturbed.advance());
                assertThat(resumed.state()).as("after round %d", round).isEqualTo(undisturbed.state());
            }
            assertThat(resumed.step()).isEqualTo((long) ROUNDS * LOCAL_STEPS);
            assertThat(resumed.evaluate(Split.TEST)).isEqualTo(undisturbed.evaluate(Split.TEST));
        }
    }

    private static void assertSameBits(RoundRecord actual, RoundRecord expected) {
        assertThat(positions(actual)).isEqualTo(positions(expected));
        assertThat(actual.step()).isEqualTo(expected.step());
        assertThat(actual.gain()).isEqualTo(expected.gain());
        assertThat(actual.gains()).isEqualTo(expected.gains());
        assertThat(actual.learningRates()).isEqualTo(expected.learningRates());
        assertThat(actual.trainLoss()).isEqualTo(expected.trainLoss());
        assertThat(actual.synchronization()).isEqualTo(expected.synchronization());
        assertThat(actual.agentValidation()).isEqualTo(expected.agentValidation());
    }

    private static List<Object> positions(RoundRecord round) {
        return new ArrayList<>(
                round.reports().stream().map(AgentReport::positionVector).toList());
    }

    private static LocalEnsemble ensemble(Problem problem, int agents, Run run) {
        return new LocalEnsemble(problem, agents, run.agentRules, run.rules.coupled());
    }

    private static Run run(Gains gains, QuorumDynamics dynamics) {
        return new Run(new AgentRules(new Nesterov(0.9), ETA), QuorumRules.of(gains, dynamics));
    }

    private static Run run(Schedule learningRate) {
        return new Run(new AgentRules(new Nesterov(0.9), learningRate), QuorumRules.of(EQUAL, new LowPassFilter()));
    }

    private static Run judged(Gains gains, Judging judging) {
        return new Run(
                new AgentRules(new Nesterov(0.9), ETA),
                new QuorumRules(gains, 0, FREE, new InstantMean(), AgentLearningRates.SAME, judging, Reporting.QUORUM));
    }

    private static Run reporting(Reporting.Source source, Averaging averaging, long fromStep) {
        return new Run(
                new AgentRules(new Nesterov(0.9), ETA),
                new QuorumRules(
                        EQUAL,
                        0,
                        FREE,
                        new LowPassFilter(),
                        AgentLearningRates.SAME,
                        Judging.NEVER,
                        new Reporting(source, averaging, fromStep, Reporting.Statistics.RECALIBRATED)));
    }

    /** The quadratic with agents that stand where they stood. */
    private record StartingAt(List<AgentState> states) implements Problem {
        @Override
        public int dimension() {
            return QUADRATIC.dimension();
        }

        @Override
        public List<ParameterBlock> blocks() {
            return QUADRATIC.blocks();
        }

        @Override
        public AgentState start(int agent) {
            return states.get(agent);
        }

        @Override
        public Objective open(int agent) {
            return QUADRATIC.open(agent);
        }
    }
}
