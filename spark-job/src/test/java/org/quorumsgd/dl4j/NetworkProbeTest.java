package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

class NetworkProbeTest {
    private static final NetworkSettings DROPOUT =
            new NetworkSettings(SmallProblems.DIGIT, SmallProblems.CLASSES, 0.5, 0.125);
    private static final NetworkSettings PLAIN =
            new NetworkSettings(SmallProblems.DIGIT, SmallProblems.CLASSES, 0, 0.125);

    /** Loss and gradient; equal to the bit. */
    private record Probe(double loss, Vector gradient) {
        static Probe of(Objective objective, Vector x, Vector statistics) {
            Vector gradient = HeapVector.zeros(x.length());
            Arrays.fill(gradient.hostValues(), Float.NaN);
            return new Probe(objective.probe(x, statistics, gradient), gradient);
        }

        static Probe of(Objective objective, AgentState state) {
            return of(objective, state.position(), state.statistics());
        }

        static Probe ofStep(Objective objective, long step, AgentState state) {
            Vector gradient = state.position().zeros();
            double loss = objective.gradient(
                    step, state.position(), state.statistics().copy(), gradient);
            return new Probe(loss, gradient);
        }
    }

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    static Stream<Named<MultiLayerConfiguration>> networks() {
        return Stream.of(
                Named.of("mlp", SmallProblems.mlp(DROPOUT)),
                Named.of("lenet", Networks.lenet(DROPOUT)),
                Named.of("boffi-cnn", SmallProblems.boffiCnn(DROPOUT)));
    }

    /** The probe is larger than a minibatch, so that either would notice arrays of the other. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void probesAndStepsChangeNoBitOfEachOther(MultiLayerConfiguration network) {
        NetworkProblem problem = SmallProblems.of(network, SmallProblems.DIGIT);
        AgentState state = problem.start(1);
        try (Objective steps = problem.open(1);
                Objective objective = problem.open(1)) {
            Probe firstStep = Probe.ofStep(steps, 0, state);
            Probe secondStep = Probe.ofStep(steps, 1, state);
            Probe probe = Probe.of(objective, state);
            assertThat(Probe.ofStep(objective, 0, state)).isEqualTo(firstStep);
            assertThat(Probe.of(objective, state)).isEqualTo(probe);
            objective.evaluate(Split.TEST, new Model(state.position(), state.statistics()));
            objective.recalibratedStatistics(new Model(state.position(), state.statistics()));
            assertThat(Probe.ofStep(objective, 1, state)).isEqualTo(secondStep);
            assertThat(Probe.of(objective, state)).isEqualTo(probe);
            assertThat(Probe.of(steps, state)).isEqualTo(probe);
            assertThat(probe).isNotEqualTo(firstStep);
        }
    }

    @Test
    void runningStatisticsNeitherMatterNorMove() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(DROPOUT), SmallProblems.DIGIT);
        AgentState state = problem.start(0);
        Vector moved = state.statistics().copy();
        Arrays.fill(moved.hostValues(), 3);
        try (Objective objective = problem.open(0)) {
            Probe probe = Probe.of(objective, state);
            assertThat(Probe.of(objective, state.position(), moved)).isEqualTo(probe);
        }
        assertThat(moved.hostValues()).containsOnly(3);
        assertThat(state).isEqualTo(problem.start(0));
    }

    @Test
    void agentsProbeImagesOfTheirOwn() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.mlp(PLAIN), SmallProblems.DIGIT);
        AgentState state = problem.start(0);
        try (Objective zero = problem.open(0);
                Objective one = problem.open(1)) {
            assertThat(Probe.of(one, state)).isNotEqualTo(Probe.of(zero, state));
        }
    }

    /** Its arrays are private; the garbage collector would free them too, only later. */
    @Test
    void aProbeTakesNativeMemoryOnceFromItsFirstUseToTheObjectivesEnd() throws ReflectiveOperationException {
        NetworkProblem problem = SmallProblems.of(SmallProblems.mlp(PLAIN), SmallProblems.DIGIT);
        AgentState state = problem.start(0);
        Field field = NetworkObjective.class.getDeclaredField("probeBatch");
        field.setAccessible(true);
        Objective objective = problem.open(0);
        Probe.ofStep(objective, 0, state);
        assertThat(field.get(objective)).isNull();
        Probe.of(objective, state);
        Minibatch batch = (Minibatch) field.get(objective);
        Probe.of(objective, state);
        assertThat(field.get(objective)).isSameAs(batch);
        assertThat(batch.size()).isEqualTo((SmallProblems.PROBE_BATCH + 1) / 2);
        objective.close();
        assertThat(batch.features().wasClosed()).isTrue();
        assertThat(batch.labels().wasClosed()).isTrue();
    }

    /** A probe and a minibatch of all images of the agent are the same but for the order of the images. */
    @Test
    void aProbeIsTheGradientOfItsImages() {
        MultiLayerConfiguration network = SmallProblems.inDoublePrecision(SmallProblems.boffiCnn(PLAIN));
        int all = SmallProblems.TRAINING_IMAGES;
        NetworkProblem problem = SmallProblems.withProbe(
                SmallProblems.of(network, SmallProblems.DIGIT, all, StartPoint.COMMON, BatchNormEvaluation.RUNNING),
                10 * all);
        AgentState state = problem.start(0);
        try (Objective objective = problem.open(0)) {
            Probe probe = Probe.of(objective, state);
            Probe step = Probe.ofStep(objective, 0, state);
            assertThat(probe.loss()).isCloseTo(step.loss(), within(1e-12));
            for (int j = 0; j < problem.dimension(); j++) {
                assertThat(probe.gradient().hostValues()[j])
                        .isCloseTo(step.gradient().hostValues()[j], within(1e-6f));
            }
        }
    }
}
