package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.vector.Vector;

class NetworkProblemTest {
    private static final NetworkSettings SETTINGS =
            new NetworkSettings(SmallProblems.DIGIT, SmallProblems.CLASSES, 0.5, 0.01);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    static Stream<Named<MultiLayerConfiguration>> networks() {
        return Stream.of(
                Named.of("mlp", SmallProblems.mlp(SETTINGS)),
                Named.of("lenet", Networks.lenet(SETTINGS)),
                Named.of("boffi-cnn", SmallProblems.boffiCnn(SETTINGS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aCommonStartIsTheSameForAllAgentsAndAnOwnStartForNone(MultiLayerConfiguration network) {
        NetworkProblem common = startingAt(network, StartPoint.COMMON);
        NetworkProblem own = startingAt(network, StartPoint.OWN);
        AgentState zero = common.start(0);
        assertThat(common.start(1).position()).isEqualTo(zero.position());
        assertThat(common.start(1).agent()).isEqualTo(1);
        assertThat(own.start(0).position()).isEqualTo(zero.position());
        assertThat(own.start(1).position()).isNotEqualTo(zero.position());
        assertThat(zero.velocity()).isEqualTo(zero.position().zeros());
        assertThat(zero.position().length()).isEqualTo(common.dimension());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aStartIsAFunctionOfTheAgentAlone(MultiLayerConfiguration network) {
        NetworkProblem own = startingAt(network, StartPoint.OWN);
        AgentState expected = own.start(1);
        List<CompletableFuture<AgentState>> concurrent = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> own.start(i % 2)))
                .toList();
        for (int i = 0; i < concurrent.size(); i++) {
            AgentState start = concurrent.get(i).join();
            assertThat(start.position().equals(expected.position())).isEqualTo(i % 2 == 1);
            assertThat(start.statistics()).isEqualTo(expected.statistics());
        }
    }

    /** Scales start at 1, shifts and the biases of convolutions at 0, and nothing else at either. */
    @Test
    void blocksAreTheTrainedArraysInTheOrderOfTheParameters() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(SETTINGS), SmallProblems.DIGIT);
        assertThat(problem.blocks())
                .extracting(ParameterBlock::name)
                .containsExactly(
                        "0_b", "0_W", "2_gamma", "2_beta", "3_b", "3_W", "5_gamma", "5_beta", "6_b", "6_W", "8_gamma",
                        "8_beta", "9_W", "9_b", "10_W", "10_b");
        float[] start = problem.start(0).position().hostValues();
        int offset = 0;
        for (ParameterBlock block : problem.blocks()) {
            boolean scale = block.name().endsWith("gamma");
            boolean zero = block.name().endsWith("beta") || block.name().matches("[036]_b");
            for (int j = offset; j < offset + block.length(); j++) {
                assertThat(start[j] == 1).as(block.name()).isEqualTo(scale);
                assertThat(start[j] == 0).as(block.name()).isEqualTo(zero);
            }
            offset += block.length();
        }
        assertThat(offset).isEqualTo(problem.dimension());
    }

    @Test
    void eachAgentTakesMinibatchesOfItsOwnSize() {
        MultiLayerConfiguration network = SmallProblems.boffiCnn(SETTINGS);
        NetworkProblem mixed = withBatchSizes(network, 4, 9);
        for (int agent = 0; agent < 2; agent++) {
            NetworkProblem same = withBatchSizes(network, agent == 0 ? 4 : 9, agent == 0 ? 4 : 9);
            AgentState start = mixed.start(agent);
            Vector gradient = start.position().zeros();
            Vector expected = start.position().zeros();
            try (Objective objective = mixed.open(agent);
                    Objective other = same.open(agent)) {
                double loss = objective.gradient(
                        3, start.position(), start.statistics().copy(), gradient);
                assertThat(other.gradient(
                                3, start.position(), start.statistics().copy(), expected))
                        .isEqualTo(loss);
            }
            assertThat(gradient).isEqualTo(expected);
        }
    }

    private static NetworkProblem withBatchSizes(MultiLayerConfiguration network, Integer... batchSizes) {
        return SmallProblems.on(
                GaussianImages.ofAgents(
                        SmallProblems.DIGIT,
                        SmallProblems.CLASSES,
                        SmallProblems.IMAGES,
                        Assignment.PARTITION,
                        List.of(batchSizes)),
                network,
                StartPoint.COMMON,
                BatchNormEvaluation.RUNNING,
                SmallProblems.EVALUATION_BATCH);
    }

    @Test
    void aPullToTheQuorumLeavesRunningStatisticsAlone() {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(SETTINGS), SmallProblems.DIGIT);
        AgentState start = problem.start(0);
        Vector statistics = start.statistics().copy();
        Vector position = start.position().copy();
        try (Objective objective = problem.open(0)) {
            objective.gradient(0, position, statistics, position.zeros());
            float[] moved = statistics.hostValues().clone();
            assertThat(moved).isNotEqualTo(start.statistics().hostValues());
            // all the way to 0: whatever stood among the parameters would be 0
            ElasticPull.apply(position, position.zeros(), 1);
            assertThat(position).isEqualTo(position.zeros());
            assertThat(statistics.hostValues()).isEqualTo(moved);
            assertThat(position.length() + statistics.length())
                    .isEqualTo(
                            ParameterLayout.of(SmallProblems.boffiCnn(SETTINGS)).length());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theWrittenModelIsReadByDeeplearning4jAndGivesTheSameResult(MultiLayerConfiguration network)
            throws IOException {
        NetworkProblem problem = SmallProblems.of(network, SmallProblems.DIGIT);
        AgentState start = problem.start(0);
        Vector statistics = start.statistics().copy();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        EvaluationSums sums;
        try (Objective objective = problem.open(0)) {
            objective.gradient(0, start.position(), statistics, start.position().zeros());
            sums = objective.evaluate(Split.TEST, new Model(start.position(), statistics));
        }
        problem.writeModel(file, start.position(), statistics);

        MultiLayerNetwork model =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(file.toByteArray()));
        ImageSamples test = problem.images().read(0).test();
        ImageArrays arrays = new ImageArrays(
                model.getLayerWiseConfigurations(),
                SmallProblems.DIGIT,
                SmallProblems.CLASSES,
                problem.normalisation());
        INDArray features = arrays.emptyFeatures(test.size(), DataType.FLOAT);
        INDArray labels = arrays.emptyLabels(test.size(), DataType.FLOAT);
        int[] rows = IntStream.range(0, test.size()).toArray();
        arrays.fillFeatures(test, rows, features);
        arrays.fillLabels(test, rows, labels);
        INDArray output = model.output(features);
        double loss = -Transforms.log(output).mul(labels).sumNumber().doubleValue();
        assertThat(loss).isCloseTo(sums.lossSum(), within(1e-5 * loss));
    }

    @Test
    void aNetworkFromAFileTrains(@TempDir Path folder) throws IOException {
        MultiLayerConfiguration made = Networks.lenet(SETTINGS);
        made.getConfs().forEach(conf -> {
            if (conf.getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(new Adam());
            }
        });
        Path file = Files.writeString(folder.resolve("net.json"), made.toJson());
        AgentImages images = GaussianImages.ofTwoAgents(
                SmallProblems.DIGIT, SmallProblems.CLASSES, SmallProblems.IMAGES, SmallProblems.BATCH);
        Configuration configuration = ConfigurationLoader.fromText("model.file = \"" + file + "\"", "test", List.of());
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(
                NetworkChoice.json(configuration, images.dataSet(), new org.apache.hadoop.conf.Configuration()));
        NetworkProblem problem = SmallProblems.of(read, SmallProblems.DIGIT);
        NetworkProblem preset = SmallProblems.of(Networks.lenet(SETTINGS), SmallProblems.DIGIT);
        AgentState start = problem.start(0);
        assertThat(start.position()).isEqualTo(preset.start(0).position());
        Vector gradient = start.position().zeros();
        Vector expected = start.position().zeros();
        try (Objective objective = problem.open(0);
                Objective same = preset.open(0)) {
            double loss =
                    objective.gradient(0, start.position(), start.statistics().copy(), gradient);
            assertThat(same.gradient(0, start.position(), start.statistics().copy(), expected))
                    .isEqualTo(loss);
            assertThat(gradient).isEqualTo(expected);
            Vector next = start.position().copy();
            next.axpy(-0.01f, gradient);
            assertThat(objective.gradient(0, next, start.statistics().copy(), gradient))
                    .isLessThan(loss);
        }
    }

    @Test
    void stepsEvaluationsAndReopeningsKeepNoNativeMemory() throws Exception {
        NetworkProblem problem = SmallProblems.of(SmallProblems.boffiCnn(SETTINGS), SmallProblems.DIGIT);
        AgentState start = problem.start(0);
        try (Objective objective = problem.open(0)) {
            use(objective, start, 5, 2);
            int before = liveNativeArrays();
            use(objective, start, 300, 20);
            assertThat(liveNativeArrays()).isLessThan(before + 20);
        }
        int closed = liveNativeArrays();
        for (int i = 0; i < 20; i++) {
            try (Objective objective = problem.open(0)) {
                use(objective, problem.start(0), 1, 1);
            }
        }
        assertThat(liveNativeArrays()).isLessThan(closed + 20);
    }

    private static void use(Objective objective, AgentState start, int steps, int evaluations) {
        Vector gradient = start.position().zeros();
        Vector statistics = start.statistics().copy();
        for (int step = 0; step < steps; step++) {
            objective.gradient(step, start.position(), statistics, gradient);
        }
        for (int i = 0; i < evaluations; i++) {
            objective.probe(start.position(), statistics, gradient);
            objective.recalibratedStatistics(new Model(start.position(), statistics));
            objective.evaluate(Split.TEST, new Model(start.position(), statistics));
        }
    }

    /** ND4J frees what the garbage collector finds unused; its list of the rest is private. */
    @SuppressWarnings("unchecked")
    private static int liveNativeArrays() throws ReflectiveOperationException, InterruptedException {
        Field list = DeallocatorService.class.getDeclaredField("referenceMap");
        list.setAccessible(true);
        var references = (Map<?, Reference<?>>) list.get(Nd4j.getDeallocatorService());
        int live = Integer.MAX_VALUE;
        for (int last = -1; last != live; ) {
            last = live;
            System.gc();
            Thread.sleep(200);
            live = (int) references.values().stream()
                    .filter(reference -> !reference.refersTo(null))
                    .count();
        }
        return live;
    }

    private static NetworkProblem startingAt(MultiLayerConfiguration network, StartPoint start) {
        return SmallProblems.of(network, SmallProblems.DIGIT, SmallProblems.BATCH, start, BatchNormEvaluation.RUNNING);
    }
}
