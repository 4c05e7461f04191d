package org.quorumsgd.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;
import org.quorumsgd.dl4j.Dl4jAcceleration;

/**
 * One agent against Deeplearning4j itself on the same minibatches. Both round each of some 20 steps in single precision, parameters are of
 * order 1: they differ by less than 20 x 2^-23, about 2e-6, times a few.
 */
final class LocalTrainingTest {
    private static final float ROUNDING = 1e-5f;
    private static final int BATCH = 8;
    private static final int EPOCHS = 2;

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        Dl4jAcceleration.enable();
        spark = Programs.context("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    static Stream<IUpdater> rates() {
        return Stream.of(
                new Sgd(0.1),
                new Sgd(new StepSchedule(ScheduleType.ITERATION, 0.2, 0.5, 3)),
                new Sgd(new StepSchedule(ScheduleType.EPOCH, 0.2, 0.5, 1)));
    }

    @ParameterizedTest
    @MethodSource("rates")
    void oneAgentIsLocalTrainingOfLayers(IUpdater updater) {
        List<DataSet> examples = Programs.examples(61);
        MultiLayerNetwork local = layers(updater);
        SparkDl4jMultiLayer trained =
                new SparkDl4jMultiLayer(spark, layers(updater), oneAgent().build());
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Programs.minibatches(examples, BATCH).forEach(local::fit);
            local.incrementEpochCount();
            trained.fit(spark.parallelize(examples, 3));
        }
        assertSame(trained.getNetwork(), local);
        assertThat(trained.getNetwork().getIterationCount()).isEqualTo(local.getIterationCount());
        assertThat(trained.getNetwork().getEpochCount()).isEqualTo(local.getEpochCount());
        assertThat(trained.getScore()).isCloseTo(local.score(), within(1e-4));
    }

    @Test
    void oneAgentIsLocalTrainingOfAGraphWithTwoInputsAndOutputs() {
        List<DataSet> examples = Programs.examples(61);
        ComputationGraph local = graph();
        ComputationGraph network = graph();
        SparkComputationGraph trained = new SparkComputationGraph(
                spark, network, oneAgent().epochsPerFit(EPOCHS).build());
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Programs.minibatches(examples, BATCH).forEach(minibatch -> local.fit(Programs.twoInputs(minibatch)));
        }
        List<MultiDataSet> data = new ArrayList<>();
        examples.forEach(example -> data.add(Programs.twoInputs(example)));
        trained.fitMultiDataSet(spark.parallelize(data, 4));
        assertSame(network, local);
    }

    @Test
    void oneAgentIsLocalTrainingOfAGraphOnDataSets() {
        List<DataSet> examples = Programs.examples(30);
        ComputationGraph local = new ComputationGraph(Programs.simpleGraph(new Sgd(0.1)));
        local.init();
        SparkComputationGraph trained = new SparkComputationGraph(
                spark, Programs.simpleGraph(new Sgd(0.1)), oneAgent().build());
        Programs.minibatches(examples, BATCH).forEach(local::fit);
        trained.fit(spark.parallelize(examples, 2));
        assertSame(trained.getNetwork(), local);
    }

    @Test
    void sequencesOfDifferentLengthKeepTheirMasks() {
        List<DataSet> sequences = new ArrayList<>();
        List<DataSet> examples = Programs.examples(40);
        for (int i = 0; i < 10; i++) {
            sequences.add(sequence(examples.subList(4 * i, 4 * i + 2 + i % 3)));
        }
        MultiLayerNetwork local = recurrent();
        SparkDl4jMultiLayer trained = new SparkDl4jMultiLayer(
                spark, recurrent(), oneAgent().batchSizePerWorker(4).build());
        Programs.minibatches(sequences, 4).forEach(local::fit);
        trained.fit(spark.parallelize(sequences, 3));
        assertSame(trained.getNetwork(), local);
    }

    @Test
    void nesterovsMeetsTheLossesOfDeeplearning4j() {
        List<DataSet> examples = Programs.examples(64);
        MultiLayerNetwork local = layers(new Nesterovs(0.1, 0.9));
        CollectScoresIterationListener expected = new CollectScoresIterationListener();
        local.setListeners(expected);
        Programs.minibatches(examples, BATCH).forEach(local::fit);

        SparkDl4jMultiLayer trained = new SparkDl4jMultiLayer(
                spark, layers(new Nesterovs(0.1, 0.9)), oneAgent().build());
        CollectScoresIterationListener actual = new CollectScoresIterationListener();
        trained.setListeners(actual);
        trained.fit(spark.parallelize(examples, 2));
        assertThat(scores(actual)).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat(scores(actual).get(i)).isCloseTo(scores(expected).get(i), within(1e-4));
        }
    }

    private static List<Double> scores(CollectScoresIterationListener listener) {
        List<Double> scores = new ArrayList<>();
        for (double score : listener.getScoreVsIter().getEffectiveScores()) {
            scores.add(score);
        }
        return scores;
    }

    private static QuorumTrainingMaster.Builder oneAgent() {
        return new QuorumTrainingMaster.Builder().agents(1).batchSizePerWorker(BATCH);
    }

    private static MultiLayerNetwork layers(IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(Programs.layers(updater));
        network.init();
        return network;
    }

    private static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(Programs.graph(new Sgd(0.1)));
        graph.init();
        return graph;
    }

    private static MultiLayerNetwork recurrent() {
        MultiLayerConfiguration configuration = Programs.common(new Sgd(0.1))
                .list()
                .layer(new LSTM.Builder().nOut(5).build())
                .layer(new RnnOutputLayer.Builder()
                        .nOut(Programs.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(Programs.FEATURES))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }

    /** Examples one after another as one sequence, shape [1, size, length]. */
    private static DataSet sequence(List<DataSet> examples) {
        INDArray features = Nd4j.create(1, Programs.FEATURES, examples.size());
        INDArray labels = Nd4j.create(1, Programs.CLASSES, examples.size());
        for (int t = 0; t < examples.size(); t++) {
            for (int j = 0; j < Programs.FEATURES; j++) {
                features.putScalar(0, j, t, examples.get(t).getFeatures().getFloat(0, j));
            }
            for (int j = 0; j < Programs.CLASSES; j++) {
                labels.putScalar(0, j, t, examples.get(t).getLabels().getFloat(0, j));
            }
        }
        return new DataSet(features, labels);
    }

    private static void assertSame(NeuralNetwork actual, NeuralNetwork expected) {
        assertThat(actual.params().toFloatVector())
                .containsExactly(expected.params().toFloatVector(), within(ROUNDING));
    }
}
