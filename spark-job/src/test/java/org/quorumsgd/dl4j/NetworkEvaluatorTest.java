package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;

class NetworkEvaluatorTest {
    private static final int AGENT = 1;
    private static final int ALL = SmallProblems.TEST_IMAGES;
    private static final MultiLayerConfiguration WITH_DROPOUT = network(0.5);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @Test
    void runningStatisticsGiveWhatDeeplearning4jGives() {
        NetworkProblem problem = problem(BatchNormEvaluation.RUNNING, SmallProblems.EVALUATION_BATCH);
        AgentState model = model(problem);
        assertThatSumsAreClose(evaluate(problem, model), plain(problem, model, WITH_DROPOUT, ALL, Mode.TEST));
        assertThatSumsAreClose(evaluate(problem(BatchNormEvaluation.RUNNING, ALL), model), evaluate(problem, model));
    }

    @Test
    void batchStatisticsAreThoseOfTheEvaluationBatchAndDropoutIsOff() {
        for (int batch : new int[] {SmallProblems.EVALUATION_BATCH, ALL}) {
            NetworkProblem problem = problem(BatchNormEvaluation.BATCH, batch);
            AgentState model = model(problem);
            assertThatSumsAreClose(evaluate(problem, model), plain(problem, model, network(0), batch, Mode.TRAIN));
        }
    }

    @Test
    void withBatchStatisticsTheResultDependsOnTheBatchAndNotOnTheRunningStatistics() {
        NetworkProblem sevens = problem(BatchNormEvaluation.BATCH, SmallProblems.EVALUATION_BATCH);
        AgentState model = model(sevens);
        AgentState other = new AgentState(
                AGENT,
                0,
                model.position(),
                model.velocity(),
                model(problem(BatchNormEvaluation.BATCH, ALL)).statistics().zeros());
        EvaluationSums sums = evaluate(sevens, model);
        assertThat(evaluate(sevens, other)).isEqualTo(sums);
        assertThat(Math.abs(
                        evaluate(problem(BatchNormEvaluation.BATCH, ALL), model).lossSum() - sums.lossSum()))
                .isGreaterThan(0.1);
    }

    @Test
    void weightNoiseIsOffAsDropoutIs() {
        MultiLayerConfiguration noisy = network(0);
        ((BaseLayer) noisy.getConf(0).getLayer()).setWeightNoise(new DropConnect(0.5));
        NetworkProblem problem = problem(noisy, BatchNormEvaluation.BATCH, ALL);
        AgentState model = model(problem);
        assertThat(evaluate(problem, model)).isEqualTo(evaluate(problem(BatchNormEvaluation.BATCH, ALL), model));
    }

    @Test
    void recalibratedStatisticsAreUsedAsRunningOnesAre() {
        NetworkProblem running = problem(BatchNormEvaluation.RUNNING, SmallProblems.EVALUATION_BATCH);
        AgentState model = model(running);
        assertThat(evaluate(problem(BatchNormEvaluation.RECALIBRATED, SmallProblems.EVALUATION_BATCH), model))
                .isEqualTo(evaluate(running, model));
    }

    @ParameterizedTest
    @EnumSource(BatchNormEvaluation.class)
    void aModelThatGivesNoNumberIsWrongOnEveryImage(BatchNormEvaluation evaluation) {
        NetworkProblem problem = problem(evaluation, SmallProblems.EVALUATION_BATCH);
        AgentState model = model(problem);
        Arrays.fill(model.position().hostValues(), Float.NaN);
        EvaluationSums sums = evaluate(problem, model);
        assertThat(sums.lossSum()).isNaN();
        assertThat(sums.errors()).isEqualTo(sums.count()).isEqualTo(ALL);
    }

    @Test
    void anEmptyShardGivesZero() {
        NetworkProblem problem = SmallProblems.on(
                GaussianImages.ofTwoAgents(SmallProblems.DIGIT, SmallProblems.CLASSES, 2, 1),
                WITH_DROPOUT,
                StartPoint.COMMON,
                BatchNormEvaluation.RUNNING,
                ALL);
        AgentState start = problem.start(AGENT);
        try (Objective objective = problem.open(AGENT)) {
            for (Split split : Split.values()) {
                assertThat(objective.evaluate(split, new Model(start.position(), start.statistics())))
                        .isEqualTo(EvaluationSums.ZERO);
            }
        }
    }

    private enum Mode {
        TRAIN,
        TEST
    }

    /** Cross-entropy and errors written down once more, with Deeplearning4j's own forward pass. */
    private static EvaluationSums plain(
            NetworkProblem problem, AgentState model, MultiLayerConfiguration configuration, int batch, Mode mode) {
        ImageSamples samples = problem.images().read(AGENT).test();
        ImageArrays arrays =
                new ImageArrays(configuration, SmallProblems.DIGIT, SmallProblems.CLASSES, problem.normalisation());
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        ParameterLayout layout = ParameterLayout.of(network);
        float[] flat = new float[layout.length()];
        layout.join(model.position().hostValues(), model.statistics().hostValues(), flat);
        network.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length));
        double loss = 0;
        int errors = 0;
        for (int begin = 0; begin < samples.size(); begin += batch) {
            int[] rows = IntStream.range(begin, Math.min(samples.size(), begin + batch))
                    .toArray();
            INDArray features = arrays.emptyFeatures(rows.length, DataType.FLOAT);
            arrays.fillFeatures(samples, rows, features);
            INDArray output = network.output(features, mode == Mode.TRAIN);
            for (int b = 0; b < rows.length; b++) {
                int label = samples.label(rows[b]);
                loss -= Math.log(output.getDouble(b, label));
                errors += output.getRow(b).argMax().getInt(0) == label ? 0 : 1;
            }
        }
        return new EvaluationSums(loss, errors, samples.size());
    }

    private static void assertThatSumsAreClose(EvaluationSums actual, EvaluationSums expected) {
        assertThat(actual.lossSum()).isCloseTo(expected.lossSum(), within(1e-5 * expected.lossSum()));
        assertThat(actual.errors()).isEqualTo(expected.errors());
        assertThat(actual.count()).isEqualTo(expected.count()).isEqualTo(ALL);
    }

    private static EvaluationSums evaluate(NetworkProblem problem, AgentState model) {
        try (Objective objective = problem.open(AGENT)) {
            return objective.evaluate(Split.TEST, new Model(model.position(), model.statistics()));
        }
    }

    /** A model that has its own opinion on every image, and statistics that fit no batch. */
    private static AgentState model(NetworkProblem problem) {
        AgentState start = problem.start(AGENT);
        float[] position = start.position().hostValues().clone();
        var random = new RandomStreams(8).stream(Purpose.NOISE, 0, 0);
        for (int j = 0; j < position.length; j++) {
            position[j] += (float) random.nextDouble(-0.3, 0.3);
        }
        float[] statistics = start.statistics().hostValues().clone();
        Arrays.fill(statistics, 0.75f);
        return new AgentState(AGENT, 0, HeapVector.owning(position), start.velocity(), HeapVector.owning(statistics));
    }

    private static NetworkProblem problem(BatchNormEvaluation evaluation, int evaluationBatch) {
        return problem(WITH_DROPOUT, evaluation, evaluationBatch);
    }

    private static NetworkProblem problem(
            MultiLayerConfiguration network, BatchNormEvaluation evaluation, int evaluationBatch) {
        return SmallProblems.on(
                GaussianImages.ofTwoAgents(
                        SmallProblems.DIGIT, SmallProblems.CLASSES, SmallProblems.IMAGES, SmallProblems.BATCH),
                network,
                StartPoint.COMMON,
                evaluation,
                evaluationBatch);
    }

    private static MultiLayerConfiguration network(double dropout) {
        return SmallProblems.boffiCnn(new NetworkSettings(SmallProblems.DIGIT, SmallProblems.CLASSES, dropout, 0.25));
    }
}
