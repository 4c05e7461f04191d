package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

class NetworkObjectiveTest {
    private static final double L2 = 0.125;
    private static final NetworkSettings DIGIT = settings(SmallProblems.DIGIT, 0, L2);
    private static final NetworkSettings DIGIT_DROPOUT = settings(SmallProblems.DIGIT, 0.5, L2);

    /** Loss, gradient and moved statistics of one step; equal to the bit. */
    private record Step(double loss, Vector gradientVector, Vector statisticsVector) {
        static Step of(Objective objective, long step, AgentState state) {
            Vector gradient = state.position().zeros();
            Vector statistics = state.statistics().copy();
            double loss = objective.gradient(step, state.position(), statistics, gradient);
            return new Step(loss, gradient, statistics);
        }

        float[] gradient() {
            return gradientVector.hostValues();
        }

        float[] statistics() {
            return statisticsVector.hostValues();
        }
    }

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void everyBlockInSinglePrecisionWithOneDnnAgreesWithDoublePrecision(
            String name, MultiLayerConfiguration network, ImageShape shape) {
        NetworkProblem single = SmallProblems.of(network, shape);
        NetworkProblem exact = SmallProblems.of(SmallProblems.inDoublePrecision(network), shape);
        AgentState start = single.start(0);
        try (Objective fast = single.open(0);
                Objective slow = exact.open(0)) {
            Step step = Step.of(fast, 2, start);
            Step expected = Step.of(slow, 2, start);
            // Deeplearning4j sums the squares of the penalty in single precision, one after another
            assertThat(step.loss()).isCloseTo(expected.loss(), within(1e-4 * expected.loss()));
            int offset = 0;
            for (ParameterLayout.Block block : ParameterLayout.of(network).blocks()) {
                if (block.kind() == ParameterLayout.Kind.PARAMETER) {
                    assertThat(distance(step.gradient(), expected.gradient(), offset, block.length()))
                            .as(block.name())
                            .isLessThan(1e-4);
                    offset += block.length();
                }
            }
            assertThat(distance(step.statistics(), expected.statistics(), 0, expected.statistics().length))
                    .isLessThan(1e-5);
        }
    }

    static Stream<Arguments> networks() {
        NetworkSettings clothing = settings(SmallProblems.CLOTHING, 0, 1e-3);
        NetworkSettings photo = settings(SmallProblems.PHOTO, 0, 1e-3);
        return Stream.of(
                Arguments.of("mlp", SmallProblems.mlp(DIGIT), SmallProblems.DIGIT),
                Arguments.of("lenet", Networks.lenet(clothing), SmallProblems.CLOTHING),
                Arguments.of("boffi-cnn", SmallProblems.boffiCnn(photo), SmallProblems.PHOTO));
    }

    @Test
    void lossAndGradientAreTheMeansOverTheMinibatch() {
        MultiLayerConfiguration network = SmallProblems.inDoublePrecision(Networks.lenet(DIGIT));
        NetworkProblem batches = SmallProblems.of(network, SmallProblems.DIGIT);
        NetworkProblem singles =
                SmallProblems.of(network, SmallProblems.DIGIT, 1, StartPoint.COMMON, BatchNormEvaluation.RUNNING);
        AgentState start = batches.start(0);
        try (Objective whole = batches.open(0);
                Objective one = singles.open(0)) {
            // batch 2 is the images 12 to 17 of the same order; L2, in each part, is in the mean once
            Step expected = Step.of(whole, 2, start);
            double loss = 0;
            double[] mean = new double[expected.gradient().length];
            for (int b = 0; b < SmallProblems.BATCH; b++) {
                Step part = Step.of(one, 2 * SmallProblems.BATCH + b, start);
                loss += part.loss() / SmallProblems.BATCH;
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += (double) part.gradient()[j] / SmallProblems.BATCH;
                }
            }
            assertThat(loss).isCloseTo(expected.loss(), within(1e-12));
            for (int j = 0; j < mean.length; j++) {
                assertThat(mean[j]).isCloseTo(expected.gradient()[j], within(1e-6));
            }
        }
    }

    @Test
    void thePenaltyAddsItsCoefficientTimesTheWeightToWeightsAndNothingElsewhere() {
        MultiLayerConfiguration plain = SmallProblems.boffiCnn(settings(SmallProblems.DIGIT, 0, 0));
        NetworkProblem without = SmallProblems.of(plain, SmallProblems.DIGIT);
        NetworkProblem with = SmallProblems.of(SmallProblems.boffiCnn(DIGIT), SmallProblems.DIGIT);
        AgentState start = nudged(without.start(0));
        float[] w = start.position().hostValues();
        try (Objective bare = without.open(0);
                Objective penalised = with.open(0)) {
            Step expected = Step.of(bare, 0, start);
            Step step = Step.of(penalised, 0, start);
            double penalty = 0;
            int offset = 0;
            for (ParameterLayout.Block block : ParameterLayout.of(plain).blocks()) {
                if (block.kind() == ParameterLayout.Kind.PARAMETER) {
                    boolean weights = block.parameter().equals("W");
                    for (int j = offset; j < offset + block.length(); j++) {
                        float added = weights ? (float) L2 * w[j] : 0;
                        assertThat(step.gradient()[j]).isEqualTo(expected.gradient()[j] + added);
                        penalty += weights ? L2 / 2 * w[j] * w[j] : 0;
                    }
                    offset += block.length();
                }
            }
            assertThat(step.loss() - expected.loss()).isCloseTo(penalty, within(1e-5 * penalty));
        }
    }

    @Test
    void runningStatisticsMoveOnByTheBatch() {
        MultiLayerConfiguration network = SmallProblems.boffiCnn(DIGIT);
        NetworkProblem problem = SmallProblems.of(network, SmallProblems.DIGIT);
        AgentState start = problem.start(0);
        assertThat(start.position().length()).isEqualTo(problem.dimension());
        assertThat(start.statistics().length()).isEqualTo(2 * (3 + 4 + 3));
        Vector statistics = HeapVector.zeros(start.statistics().length());
        for (int j = 0; j < statistics.length(); j++) {
            statistics.hostValues()[j] = 0.5f + 0.125f * j;
        }
        float[] before = statistics.hostValues().clone();
        try (Objective objective = problem.open(0)) {
            objective.gradient(4, start.position(), statistics, start.position().zeros());
        }
        float[] batch = statisticsOfFirstBatchNorm(problem, network, start, 4);
        double decay = 0.9;
        for (int j = 0; j < batch.length; j++) {
            assertThat((double) statistics.hostValues()[j])
                    .isCloseTo(decay * before[j] + (1 - decay) * batch[j], within(1e-6));
        }
    }

    /** Mean and variance of each channel of what the first convolution and pooling give. */
    private static float[] statisticsOfFirstBatchNorm(
            NetworkProblem problem, MultiLayerConfiguration configuration, AgentState state, long step) {
        AgentSamples samples = problem.images().read(state.agent());
        ImageArrays arrays =
                new ImageArrays(configuration, SmallProblems.DIGIT, SmallProblems.CLASSES, problem.normalisation());
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        ParameterLayout layout = ParameterLayout.of(network);
        float[] flat = new float[layout.length()];
        layout.join(state.position().hostValues(), state.statistics().hostValues(), flat);
        network.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length));
        INDArray features = arrays.emptyFeatures(SmallProblems.BATCH, DataType.FLOAT);
        arrays.fillFeatures(samples.training(), samples.sampler().batch(step), features);
        INDArray maps = network.feedForwardToLayer(1, features).get(2);
        INDArray mean = maps.mean(0, 2, 3);
        INDArray variance = maps.var(false, 0, 2, 3);
        return Nd4j.concat(0, mean, variance).toFloatVector();
    }

    @Test
    void theSameArgumentsGiveTheSameBits() throws Exception {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(DIGIT_DROPOUT), SmallProblems.DIGIT);
        AgentState state = nudged(problem.start(1));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Objective objective = problem.open(1);
                Objective other = problem.open(1)) {
            Step first = Step.of(objective, 5, state);
            assertThat(Step.of(objective, 6, state)).isNotEqualTo(first);
            objective.evaluate(Split.TEST, new Model(state.position(), state.statistics()));
            assertThat(Step.of(objective, 5, state)).isEqualTo(first);

            Step.of(other, 9, state);
            assertThat(Step.of(other, 5, state)).isEqualTo(first);

            List<Future<List<Step>>> concurrent = new ArrayList<>();
            for (Objective each : List.of(objective, other)) {
                concurrent.add(threads.submit(() -> {
                    List<Step> steps = new ArrayList<>();
                    for (int repeat = 0; repeat < 20; repeat++) {
                        steps.add(Step.of(each, 5, state));
                    }
                    return steps;
                }));
            }
            for (Future<List<Step>> steps : concurrent) {
                assertThat(steps.get()).containsOnly(first);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void dropoutDrawsAnotherMaskForEachStep() {
        // a batch is all of the agent's images: without dropout, steps differ by the order of a sum alone
        assertThat(differenceOfTwoSteps(settings(SmallProblems.DIGIT, 0, 0))).isLessThan(1e-5);
        assertThat(differenceOfTwoSteps(settings(SmallProblems.DIGIT, 0.5, 0))).isGreaterThan(0.1);
    }

    private static double differenceOfTwoSteps(NetworkSettings settings) {
        NetworkProblem problem = SmallProblems.of(
                SmallProblems.mlp(settings),
                SmallProblems.DIGIT,
                SmallProblems.TRAINING_IMAGES,
                StartPoint.COMMON,
                BatchNormEvaluation.RUNNING);
        AgentState state = problem.start(0);
        try (Objective objective = problem.open(0)) {
            float[] one = Step.of(objective, 0, state).gradient();
            return distance(Step.of(objective, 1, state).gradient(), one, 0, one.length);
        }
    }

    @Test
    void whatTheGradientHeldBeforeDoesNotMatter() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(DIGIT), SmallProblems.DIGIT);
        AgentState state = problem.start(0);
        try (Objective objective = problem.open(0)) {
            Step expected = Step.of(objective, 0, state);
            Vector gradient = state.position().zeros();
            Arrays.fill(gradient.hostValues(), Float.NaN);
            objective.gradient(0, state.position(), state.statistics().copy(), gradient);
            assertThat(gradient.hostValues()).isEqualTo(expected.gradient());
        }
    }

    @Test
    void argumentsThatAreReadStayAsTheyAre() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(DIGIT), SmallProblems.DIGIT);
        AgentState state = problem.start(0);
        float[] position = state.position().hostValues().clone();
        float[] statistics = state.statistics().hostValues().clone();
        try (Objective objective = problem.open(0)) {
            objective.gradient(
                    0,
                    state.position(),
                    state.statistics().copy(),
                    state.position().zeros());
            objective.evaluate(Split.VALIDATION, new Model(state.position(), state.statistics()));
        }
        assertThat(state.position().hostValues()).isEqualTo(position);
        assertThat(state.statistics().hostValues()).isEqualTo(statistics);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void nonFiniteParametersGiveANanLossAndLeaveNoTrace(
            String name, MultiLayerConfiguration network, ImageShape shape) {
        NetworkProblem problem = SmallProblems.of(network, shape);
        AgentState state = problem.start(0);
        try (Objective objective = problem.open(0)) {
            Step expected = Step.of(objective, 0, state);
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
                float[] position = new float[state.position().length()];
                Arrays.fill(position, value);
                AgentState diverged =
                        new AgentState(0, 0, HeapVector.owning(position), state.velocity(), state.statistics());
                Step step = Step.of(objective, 0, diverged);
                assertThat(step.loss()).isNaN();
                assertThat(step.gradientVector().norm()).isNaN();
                assertThat(objective
                                .evaluate(Split.TEST, new Model(diverged.position(), diverged.statistics()))
                                .meanLoss())
                        .isNaN();
            }
            assertThat(Step.of(objective, 0, state)).isEqualTo(expected);
        }
    }

    /** Another point than the start, where biases are 0. */
    private static AgentState nudged(AgentState state) {
        float[] position = state.position().hostValues().clone();
        for (int j = 0; j < position.length; j++) {
            position[j] += 0.0625f * (j % 5 - 2);
        }
        return new AgentState(
                state.agent(), state.step(), HeapVector.owning(position), state.velocity(), state.statistics());
    }

    /** |a - b| / |b| over a range. */
    private static double distance(float[] a, float[] b, int offset, int length) {
        double difference = 0;
        double size = 0;
        for (int j = offset; j < offset + length; j++) {
            difference += Math.pow((double) a[j] - b[j], 2);
            size += Math.pow(b[j], 2);
        }
        return size == 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
    }

    private static NetworkSettings settings(ImageShape input, double dropout, double l2) {
        return new NetworkSettings(input, SmallProblems.CLASSES, dropout, l2);
    }
}
