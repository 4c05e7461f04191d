package org.quorumsgd.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.ensemble.DivergedException;

final class QuorumTrainingMasterTest {
    private static final int BATCH = 8;

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

    @Test
    void trainingReducesTheScore() {
        JavaRDD<DataSet> data = spark.parallelize(Programs.examples(200), 3);
        for (Algorithm algorithm : List.of(Algorithm.QSGD, Algorithm.EASGD, Algorithm.NONE)) {
            SparkDl4jMultiLayer network = program(
                    spark,
                    master().agents(3).algorithm(algorithm).epochsPerFit(5).tau(2));
            double before = network.calculateScore(data, true);
            network.fit(data);
            assertThat(network.calculateScore(data, true)).as("%s", algorithm).isLessThan(0.7 * before);
        }
    }

    @Test
    void couplingChangesWhatTheAgentsFind() {
        JavaRDD<DataSet> data = spark.parallelize(Programs.examples(100), 3);
        float[] coupled = fitted(spark, master().agents(3).epochsPerFit(3), data);
        float[] alone = fitted(spark, master().agents(3).epochsPerFit(3).algorithm(Algorithm.NONE), data);
        assertThat(coupled).isNotEqualTo(alone);
    }

    @Test
    void neitherPartitionsNorSizesOfDataSetsMatter() {
        List<DataSet> examples = Programs.examples(45);
        float[] expected = fitted(spark, master().agents(3), spark.parallelize(examples, 1));

        JavaRDD<DataSet> withEmptyOnes = spark.parallelize(examples, 60);
        JavaRDD<DataSet> uneven = spark.parallelize(examples.subList(0, 2), 1)
                .union(spark.emptyRDD())
                .union(spark.parallelize(Programs.minibatches(examples.subList(2, 40), 11), 2))
                .union(spark.parallelize(Programs.minibatches(examples.subList(40, 45), 5), 3));
        assertThat(fitted(spark, master().agents(3), withEmptyOnes)).isEqualTo(expected);
        assertThat(fitted(spark, master().agents(3), uneven)).isEqualTo(expected);
    }

    @Test
    void fewerMinibatchesThanAgentsTrainThatManyAgents() {
        JavaRDD<DataSet> three = spark.parallelize(Programs.examples(3), 2);
        assertThat(fitted(spark, master().agents(8), three)).isEqualTo(fitted(spark, master().agents(1), three));
        assertThat(fitted(spark, master().agents(8).batchSizePerWorker(1), three))
                .isEqualTo(fitted(spark, master().agents(3).batchSizePerWorker(1), three));
    }

    @Test
    void noExamplesLeaveTheNetworkAsItIs() {
        SparkDl4jMultiLayer network = program(spark, master());
        float[] before = network.getNetwork().params().toFloatVector();
        network.fit(spark.<DataSet>emptyRDD());
        assertThat(network.getNetwork().params().toFloatVector()).isEqualTo(before);
    }

    @Test
    void bitsDoNotDependOnCores() {
        List<DataSet> examples = Programs.examples(90);
        float[] expected = fitted(spark, momentum().agents(4), spark.parallelize(examples, 3));
        for (String master : List.of("local[1]", "local[4]")) {
            spark.close();
            spark = Programs.context(master);
            assertThat(fitted(spark, momentum().agents(4), spark.parallelize(examples, 3)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void kryoGivesTheBitsOfJavaSerialization() {
        List<DataSet> examples = Programs.examples(60);
        float[] expected = fitted(spark, master().agents(3), spark.parallelize(examples, 3));
        spark.close();
        try (JavaSparkContext kryo = kryo("org.nd4j.kryo.Nd4jRegistrator,org.quorumsgd.engine.QuorumKryoRegistrator")) {
            assertThat(fitted(kryo, master().agents(3), kryo.parallelize(examples, 3)))
                    .isEqualTo(expected);
        }
        try (JavaSparkContext kryo = kryo("org.nd4j.kryo.Nd4jRegistrator")) {
            assertThatThrownBy(() -> fitted(kryo, master(), kryo.parallelize(examples, 3)))
                    .hasMessage("Invalid spark.kryo.registrator: org.nd4j.kryo.Nd4jRegistrator (expected"
                            + " org.nd4j.kryo.Nd4jRegistrator,org.quorumsgd.engine.QuorumKryoRegistrator where"
                            + " spark.serializer is Kryo)");
        } finally {
            spark = Programs.context("local[2]");
        }
    }

    @Test
    void twoFitsAreOneFitOfTwoEpochs() {
        JavaRDD<DataSet> data = spark.parallelize(Programs.examples(96), 2);
        for (Algorithm algorithm : List.of(Algorithm.QSGD, Algorithm.EASGD)) {
            float[] expected = fitted(spark, momentum().algorithm(algorithm).epochsPerFit(2), data);
            SparkDl4jMultiLayer network = program(spark, momentum().algorithm(algorithm));
            network.fit(data);
            network.fit(data);
            assertThat(network.getNetwork().params().toFloatVector()).isEqualTo(expected);
        }
    }

    @Test
    void agentsStartAnewAtParametersThatTheProgramHasChanged() {
        JavaRDD<DataSet> data = spark.parallelize(Programs.examples(96), 2);
        SparkDl4jMultiLayer network = program(spark, momentum());
        float[] start = network.getNetwork().params().toFloatVector();
        network.fit(data);
        float[] first = network.getNetwork().params().toFloatVector();
        network.getNetwork().setParams(Nd4j.createFromArray(new float[][] {start}));
        network.fit(data);
        assertThat(network.getNetwork().params().toFloatVector()).isEqualTo(first);
    }

    @Test
    void filesAreLeftNeitherByDeletionNorByTheEndOfTheApplication(@TempDir Path folder) throws IOException {
        List<DataSet> examples = Programs.examples(40);
        SparkDl4jMultiLayer network = program(spark, master().exportDirectory(folder.toString()));
        network.fit(spark.parallelize(examples, 2));
        network.fit(spark.parallelize(examples.subList(0, 20), 2));
        assertThat(files(folder)).filteredOn(name -> name.endsWith(".bin")).hasSize(3);
        assertThat(network.getTrainingMaster().deleteTempFiles(spark)).isTrue();
        assertThat(folder).isEmptyDirectory();

        network.fit(spark.parallelize(examples, 2));
        assertThat(files(folder)).isNotEmpty();
        spark.close();
        spark = Programs.context("local[2]");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void directTrainingWritesNothingAndGivesTheSameBits(@TempDir Path folder) {
        JavaRDD<DataSet> data = spark.parallelize(Programs.examples(60), 3);
        float[] direct = fitted(
                spark,
                master().agents(3)
                        .rddTrainingApproach(RDDTrainingApproach.Direct)
                        .exportDirectory(folder.toString()),
                data);
        assertThat(folder).isEmptyDirectory();
        assertThat(direct).isEqualTo(fitted(spark, master().agents(3), data));
    }

    @Test
    void pathsTrainLikeTheDataInTheirFiles(@TempDir Path folder) {
        List<DataSet> minibatches = Programs.minibatches(Programs.examples(50), BATCH);
        List<String> paths = new ArrayList<>();
        List<String> twoInputs = new ArrayList<>();
        for (int i = 0; i < minibatches.size(); i++) {
            paths.add(folder.resolve(i + ".ds").toString());
            minibatches.get(i).save(new File(paths.get(i)));
        }
        SparkDl4jMultiLayer layers = program(spark, master().agents(2));
        layers.fitPaths(spark.parallelize(paths, 2));
        assertThat(layers.getNetwork().params().toFloatVector())
                .isEqualTo(fitted(spark, master().agents(2), spark.parallelize(minibatches, 2)));

        SparkComputationGraph graph = new SparkComputationGraph(
                spark, Programs.simpleGraph(new Sgd(0.1)), master().agents(2).build());
        graph.fitPaths(spark.parallelize(paths, 2));
        SparkComputationGraph same = new SparkComputationGraph(
                spark, Programs.simpleGraph(new Sgd(0.1)), master().agents(2).build());
        same.fit(spark.parallelize(minibatches, 2));
        assertThat(graph.getNetwork().params().toFloatVector())
                .isEqualTo(same.getNetwork().params().toFloatVector());

        List<MultiDataSet> data = new ArrayList<>();
        for (int i = 0; i < minibatches.size(); i++) {
            data.add(Programs.twoInputs(minibatches.get(i)));
            twoInputs.add(folder.resolve(i + ".mds").toString());
            try {
                data.get(i).save(new File(twoInputs.get(i)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        SparkComputationGraph two = new SparkComputationGraph(
                spark, Programs.graph(new Sgd(0.1)), master().agents(2).build());
        two.fitPathsMultiDataSet(spark.parallelize(twoInputs, 2));
        SparkComputationGraph sameTwo = new SparkComputationGraph(
                spark, Programs.graph(new Sgd(0.1)), master().agents(2).build());
        sameTwo.fitMultiDataSet(spark.parallelize(data, 2));
        assertThat(two.getNetwork().params().toFloatVector())
                .isEqualTo(sameTwo.getNetwork().params().toFloatVector());
    }

    @Test
    void listenersSeeEveryRoundAndEveryEpoch() {
        List<String> seen = new ArrayList<>();
        SparkDl4jMultiLayer network = program(spark, master().agents(2).tau(2).epochsPerFit(2));
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                seen.add("iteration " + iteration + " epoch " + epoch);
                assertThat(model.score()).isPositive();
            }

            @Override
            public void onEpochStart(Model model) {
                seen.add("start");
            }

            @Override
            public void onEpochEnd(Model model) {
                seen.add("end");
            }
        });
        network.fit(spark.parallelize(Programs.examples(8 * BATCH), 2)); // 4 steps of each agent an epoch
        assertThat(seen)
                .containsExactly(
                        "start",
                        "iteration 2 epoch 0",
                        "iteration 4 epoch 0",
                        "end",
                        "start",
                        "iteration 6 epoch 1",
                        "iteration 8 epoch 1",
                        "end");
        assertThat(network.getNetwork().getEpochCount()).isEqualTo(2);
        assertThat(network.getNetwork().score()).isEqualTo(network.getScore());
    }

    @Test
    void statisticsTellOfEveryRoundAndAgent(@TempDir Path folder) throws IOException {
        SparkDl4jMultiLayer network = program(spark, master().agents(2));
        assertThat(network.getSparkTrainingStats()).isNull();
        network.setCollectTrainingStats(true);
        network.fit(spark.parallelize(Programs.examples(4 * BATCH), 2));
        SparkTrainingStats stats = network.getSparkTrainingStats();
        assertThat(stats.getValue("QuorumFitTimesMs")).hasSize(1);
        assertThat(stats.getValue("QuorumDealMinibatchesTimesMs")).hasSize(1);
        assertThat(stats.getValue("QuorumRoundTimesMs")).hasSize(2);
        assertThat(stats.getValue("QuorumAgentComputeTimesMs")).hasSize(4);
        for (String key : stats.getKeySet()) {
            assertThat(stats.statsAsString()).contains(key);
            assertThat(stats.getShortNameForKey(key)).isNotEmpty();
        }
        stats.exportStatFiles(folder.toString(), spark.sc());
        assertThat(Files.readAllLines(folder.resolve("QuorumRoundTimesMs.txt"))).hasSize(3);
    }

    @Test
    void divergenceLeavesTheLastGoodQuorum() {
        SparkDl4jMultiLayer network =
                program(spark, master().agents(2).learningRate(1e30).momentum(0));
        assertThatThrownBy(() -> network.fit(spark.parallelize(Programs.examples(100), 2)))
                .isInstanceOf(DivergedException.class);
        assertThat(network.getNetwork().params().isNaN().any()).isFalse();
        assertThat(network.getNetwork().params().isInfinite().any()).isFalse();
    }

    @Test
    void callsThatMeanNothingHereSaySo() {
        QuorumTrainingMaster master = master().build();
        SparkDl4jMultiLayer layers = new SparkDl4jMultiLayer(spark, Programs.layers(new Sgd(0.1)), master);
        SparkComputationGraph graph = new SparkComputationGraph(spark, Programs.graph(new Sgd(0.1)), master);
        assertThatThrownBy(() -> master.getWorkerInstance(layers))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no worker instances");
        assertThatThrownBy(() -> master.getWorkerInstance(graph))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no worker instances");
        TrainingHook hook = new TrainingHook() {
            @Override
            public void preUpdate(org.nd4j.linalg.dataset.api.DataSet minibatch, Model model) {}

            @Override
            public void postUpdate(org.nd4j.linalg.dataset.api.DataSet minibatch, Model model) {}

            @Override
            public void preUpdate(MultiDataSet minibatch, Model model) {}

            @Override
            public void postUpdate(MultiDataSet minibatch, Model model) {}
        };
        assertThatThrownBy(() -> master.addHook(hook))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no training hooks");
    }

    private static JavaSparkContext kryo(String registrators) {
        return new JavaSparkContext(Programs.conf("local[2]")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", registrators));
    }

    private static QuorumTrainingMaster.Builder master() {
        return new QuorumTrainingMaster.Builder().batchSizePerWorker(BATCH);
    }

    private static QuorumTrainingMaster.Builder momentum() {
        return master().agents(3).learningRate(0.05).momentum(0.9);
    }

    private static float[] fitted(
            JavaSparkContext context, QuorumTrainingMaster.Builder master, JavaRDD<DataSet> data) {
        SparkDl4jMultiLayer network = program(context, master);
        network.fit(data);
        return network.getNetwork().params().toFloatVector();
    }

    private static SparkDl4jMultiLayer program(JavaSparkContext context, QuorumTrainingMaster.Builder master) {
        MultiLayerNetwork network = new MultiLayerNetwork(Programs.layers(new Sgd(0.1)));
        network.init();
        return new SparkDl4jMultiLayer(context, network, master.build());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
