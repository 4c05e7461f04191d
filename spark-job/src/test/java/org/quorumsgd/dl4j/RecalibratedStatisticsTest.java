package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

class RecalibratedStatisticsTest {
    private static final NetworkSettings SETTINGS =
            new NetworkSettings(SmallProblems.DIGIT, SmallProblems.CLASSES, 0, 0);
    private static final MultiLayerConfiguration CNN = SmallProblems.boffiCnn(SETTINGS);
    private static final int ALL = SmallProblems.TRAINING_IMAGES;

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    /** 40 images in minibatches of at most 6: seven, of 5 or 6. */
    @ParameterizedTest
    @CsvSource({"FLOAT, 1e-5", "DOUBLE, 1e-6"})
    void theyAreTheMeansOverMinibatchesOfTheMomentsOfEachLayersInput(DataType type, double tolerance) {
        MultiLayerConfiguration configuration = CNN.clone();
        configuration.setDataType(type);
        NetworkProblem problem = SmallProblems.of(configuration, SmallProblems.DIGIT);
        AgentState state = trained(problem, 3);
        ImageSamples share = problem.images().read(0).trainingShare();
        MultiLayerNetwork network = loaded(configuration, state);
        ImageArrays arrays =
                new ImageArrays(configuration, SmallProblems.DIGIT, SmallProblems.CLASSES, problem.normalisation());
        double[] expected = new double[state.statistics().length()];
        int[] ends = {0, 5, 11, 17, 22, 28, 34, 40};
        for (int i = 0; i < 7; i++) {
            int[] positions = IntStream.range(ends[i], ends[i + 1]).toArray();
            INDArray features = arrays.emptyFeatures(positions.length, type);
            arrays.fillFeatures(share, positions, features);
            List<INDArray> activations = network.feedForward(features, true);
            int j = 0;
            for (int layer : new int[] {2, 5, 8}) {
                INDArray input = activations.get(layer);
                for (int channel = 0; channel < input.size(1); channel++) {
                    double[] values = input.tensorAlongDimension(channel, 0, 2, 3)
                            .dup()
                            .reshape(-1)
                            .toDoubleVector();
                    double mean = Arrays.stream(values).average().orElseThrow();
                    double variance = Arrays.stream(values)
                            .map(value -> (value - mean) * (value - mean))
                            .average()
                            .orElseThrow();
                    expected[j + channel] += mean / 7;
                    expected[j + channel + (int) input.size(1)] += variance / 7;
                }
                j += 2 * (int) input.size(1);
            }
        }
        assertThatClose(recalibrated(problem, state), expected, tolerance);
    }

    /** From statistics 0, a step on all images leaves a tenth of the batch statistics that Deeplearning4j itself used. */
    @Test
    void withOneMinibatchTheyAreTheBatchStatisticsOfATrainingStep() {
        NetworkProblem problem =
                SmallProblems.of(CNN, SmallProblems.DIGIT, ALL, StartPoint.COMMON, BatchNormEvaluation.RUNNING);
        AgentState state = trained(problem, 3);
        Vector moved = state.statistics().zeros();
        try (Objective objective = problem.open(0)) {
            objective.gradient(7, state.position(), moved, state.position().zeros());
        }
        double[] batch = new double[moved.length()];
        Arrays.setAll(batch, j -> 10.0 * moved.hostValues()[j]);
        assertThatClose(recalibrated(problem, state), batch, 1e-5);
    }

    @Test
    void theyDependOnTheParametersAlone() {
        NetworkProblem problem = SmallProblems.of(CNN, SmallProblems.DIGIT);
        MultiLayerConfiguration noisy = CNN.clone();
        noisy.getConf(3).getLayer().setIDropout(new Dropout(0.5)); // before the second batch norm
        NetworkProblem withDropout = SmallProblems.of(noisy, SmallProblems.DIGIT);
        AgentState state = trained(problem, 3);
        Vector expected = recalibrated(problem, state);
        Vector given = state.statistics().copy();
        try (Objective objective = problem.open(0)) {
            objective.evaluate(Split.TEST, new Model(state.position(), state.statistics()));
            objective.gradient(9, state.position(), given, state.position().zeros());
            assertThat(objective.recalibratedStatistics(new Model(state.position(), given)))
                    .isEqualTo(expected);
            assertThat(objective.recalibratedStatistics(new Model(state.position(), given)))
                    .isEqualTo(expected);
        }
        assertThat(recalibrated(withDropout, state)).isEqualTo(expected);
        assertThat(recalibrated(problem, trained(problem, 2))).isNotEqualTo(expected);
        assertThat(distance(state.statistics(), expected)).isGreaterThan(0.1);
    }

    /** What the first batch norm sees depends on no other image, so the mean over equal shares is that over all. */
    @ParameterizedTest
    @EnumSource(Assignment.class)
    void allAgentsTogetherMakeOnePass(Assignment assignment) {
        NetworkProblem two = SmallProblems.on(
                GaussianImages.ofAgents(
                        SmallProblems.DIGIT,
                        SmallProblems.CLASSES,
                        SmallProblems.IMAGES,
                        assignment,
                        List.of(ALL / 5, ALL)),
                CNN,
                StartPoint.COMMON,
                BatchNormEvaluation.RECALIBRATED,
                SmallProblems.EVALUATION_BATCH);
        NetworkProblem one = SmallProblems.on(
                GaussianImages.ofAgents(
                        SmallProblems.DIGIT,
                        SmallProblems.CLASSES,
                        SmallProblems.IMAGES,
                        Assignment.PARTITION,
                        List.of(2 * ALL)),
                CNN,
                StartPoint.COMMON,
                BatchNormEvaluation.RECALIBRATED,
                SmallProblems.EVALUATION_BATCH);
        AgentState state = one.start(0);
        float[] all = recalibrated(one, state).hostValues();
        float[] zero = recalibrated(two, state).hostValues();
        float[] other = recalibrated(two, state, 1).hostValues();
        for (int channel = 0; channel < 3; channel++) {
            assertThat((zero[channel] + other[channel]) / 2).isCloseTo(all[channel], within(1e-5f));
        }
        assertThat(other).isNotEqualTo(zero);
    }

    @Test
    void modelsThatHaveTrainedForAFewStepsAreJudgedMuchAsWithTheEvaluationBatch() {
        NetworkProblem running =
                SmallProblems.of(CNN, SmallProblems.DIGIT, ALL, StartPoint.COMMON, BatchNormEvaluation.RUNNING);
        NetworkProblem batch = SmallProblems.on(
                running.images(), CNN, StartPoint.COMMON, BatchNormEvaluation.BATCH, SmallProblems.TEST_IMAGES);
        AgentState state = trained(running, 5);
        double withBatch = testLoss(batch, state, state.statistics());
        double withRunning = testLoss(running, state, state.statistics());
        double withRecalibrated = testLoss(running, state, recalibrated(running, state));
        assertThat(Math.abs(withRecalibrated - withBatch)).isLessThan(0.5 * Math.abs(withRunning - withBatch));
    }

    /** Images and rows, with trained and with locked scale and shift: the latter run without oneDNN. */
    @Test
    void logarithmsAverageVariances() {
        NetworkProblem variances = SmallProblems.of(allKinds(false), SmallProblems.DIGIT);
        NetworkProblem logarithms = SmallProblems.of(allKinds(true), SmallProblems.DIGIT);
        AgentState state = variances.start(0);
        float[] expected = recalibrated(variances, state).hostValues();
        float[] actual = recalibrated(logarithms, state).hostValues();
        assertThat(ParameterLayout.of(MultiLayerConfiguration.fromJson(logarithms.network()))
                        .blocks())
                .extracting(ParameterLayout.Block::name)
                .contains("1_log10stdev", "3_log10stdev");
        int[] widths = {4, 6};
        int j = 0;
        for (int width : widths) {
            for (int channel = 0; channel < width; channel++, j++) {
                assertThat(actual[j]).isEqualTo(expected[j]);
                assertThat(Math.pow(10, 2 * actual[j + width]))
                        .isCloseTo(expected[j + width], within(1e-5 * expected[j + width]));
            }
            j += width;
        }
        AgentState other = logarithms.start(0);
        assertThat(testLoss(logarithms, other, HeapVector.of(actual)))
                .isCloseTo(testLoss(variances, state, HeapVector.of(expected)), within(1e-3));
    }

    @Test
    void channelsMayComeLast() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new BatchNormalization.Builder()
                        .useLogStd(false)
                        .dataFormat(CNN2DFormat.NHWC)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(4, 3, 2, CNN2DFormat.NHWC))
                .build());
        network.init();
        INDArray images = Nd4j.arange(120).castTo(DataType.FLOAT).div(120).reshape(5, 4, 3, 2);
        network.setInput(images);
        network.feedForward(true, false);
        BatchNormMeans means = new BatchNormMeans(ParameterLayout.of(network));
        means.add(network);
        INDArray channels = images.reshape(60, 2);
        assertThat(means.statistics())
                .containsExactly(
                        Nd4j.concat(0, channels.mean(0), channels.var(false, 0)).toFloatVector(), within(1e-6f));
    }

    @Test
    void aChannelThatNeverVariesHasAFiniteLogarithm() {
        NetworkProblem problem = SmallProblems.of(allKinds(true), SmallProblems.DIGIT);
        AgentState state = problem.start(0);
        AgentState dead = new AgentState(0, 0, state.position().zeros(), state.velocity(), state.statistics());
        assertThat(recalibrated(problem, dead).hostValues()).contains((float) (Math.log10(Float.MIN_NORMAL) / 2));
    }

    @Test
    void withoutBatchNormThereAreNone() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.mlp(SETTINGS), SmallProblems.DIGIT);
        assertThat(recalibrated(problem, problem.start(0)).length()).isZero();
    }

    private static MultiLayerConfiguration allKinds(boolean logarithm) {
        MultiLayerConfiguration made = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new NoOp())
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nIn(1).nOut(4).build())
                .layer(new BatchNormalization.Builder()
                        .useLogStd(logarithm)
                        .lockGammaBeta(true)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(6)
                        .activation(Activation.RELU)
                        .build())
                .layer(new BatchNormalization.Builder().useLogStd(logarithm).build())
                .layer(new OutputLayer.Builder()
                        .nOut(SmallProblems.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 1, CNN2DFormat.NCHW))
                .build();
        made.getConfs()
                .forEach(conf ->
                        conf.getLayer().initializer().paramKeys(conf.getLayer()).forEach(conf::addVariable));
        return made;
    }

    private static AgentState trained(NetworkProblem problem, int steps) {
        AgentState start = problem.start(0);
        Vector position = start.position().copy();
        Vector statistics = start.statistics().copy();
        Vector gradient = position.zeros();
        try (Objective objective = problem.open(0)) {
            for (int step = 0; step < steps; step++) {
                objective.gradient(step, position, statistics, gradient);
                position.axpy(-0.1f, gradient);
            }
        }
        return new AgentState(0, steps, position, start.velocity(), statistics);
    }

    private static MultiLayerNetwork loaded(MultiLayerConfiguration configuration, AgentState state) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        ParameterLayout layout = ParameterLayout.of(network);
        float[] flat = new float[layout.length()];
        layout.join(state.position().hostValues(), state.statistics().hostValues(), flat);
        network.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length).castTo(configuration.getDataType()));
        return network;
    }

    private static Vector recalibrated(NetworkProblem problem, AgentState state) {
        return recalibrated(problem, state, 0);
    }

    private static Vector recalibrated(NetworkProblem problem, AgentState state, int agent) {
        try (Objective objective = problem.open(agent)) {
            return objective.recalibratedStatistics(new Model(state.position(), state.statistics()));
        }
    }

    private static double testLoss(NetworkProblem problem, AgentState state, Vector statistics) {
        try (Objective objective = problem.open(0)) {
            return objective
                    .evaluate(Split.TEST, new Model(state.position(), statistics))
                    .meanLoss();
        }
    }

    private static double distance(Vector a, Vector b) {
        return Math.sqrt(a.squaredDistance(b));
    }

    private static void assertThatClose(Vector actual, double[] expected, double tolerance) {
        assertThat(actual.length()).isEqualTo(expected.length);
        for (int j = 0; j < expected.length; j++) {
            assertThat((double) actual.hostValues()[j])
                    .as("statistic %d", j)
                    .isCloseTo(expected[j], within(tolerance * (1 + Math.abs(expected[j]))));
        }
    }
}
