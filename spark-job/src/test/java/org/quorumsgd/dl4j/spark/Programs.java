package org.quorumsgd.dl4j.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;

/** What a user's program brings: a context that knows nothing of Quorum, networks, and three clouds of points in four dimensions. */
final class Programs {
    static final int FEATURES = 4;
    static final int CLASSES = 3;

    private Programs() {}

    static JavaSparkContext context(String master) {
        return new JavaSparkContext(conf(master));
    }

    static SparkConf conf(String master) {
        return new SparkConf()
                .setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
    }

    /** One example each. */
    static List<DataSet> examples(int count) {
        Random random = new Random(7);
        List<DataSet> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int cloud = random.nextInt(CLASSES);
            float[] features = new float[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                features[j] = (float) (random.nextGaussian() + (j == cloud ? 2 : 0));
            }
            float[] label = new float[CLASSES];
            label[cloud] = 1;
            examples.add(new DataSet(
                    Nd4j.createFromArray(new float[][] {features}), Nd4j.createFromArray(new float[][] {label})));
        }
        return examples;
    }

    /** The same in minibatches, the last one perhaps smaller. */
    static List<DataSet> minibatches(List<DataSet> examples, int size) {
        List<DataSet> minibatches = new ArrayList<>();
        for (int begin = 0; begin < examples.size(); begin += size) {
            minibatches.add(DataSet.merge(examples.subList(begin, Math.min(examples.size(), begin + size))));
        }
        return minibatches;
    }

    /** With batch norm and an L2 penalty, so that statistics and regularization count. */
    static MultiLayerConfiguration layers(IUpdater updater) {
        return common(updater)
                .list()
                .layer(dense(8))
                .layer(new BatchNormalization())
                .layer(output())
                .setInputType(InputType.feedForward(FEATURES))
                .build();
    }

    /** Two inputs, two outputs. */
    static ComputationGraphConfiguration graph(IUpdater updater) {
        return common(updater)
                .graphBuilder()
                .addInputs("left", "right")
                .addLayer("a", dense(6), "left")
                .addLayer("b", dense(5), "right")
                .addLayer("norm", new BatchNormalization(), "b")
                .addLayer("first", output(), "a", "norm")
                .addLayer("second", output(), "norm")
                .setOutputs("first", "second")
                .setInputTypes(InputType.feedForward(2), InputType.feedForward(2))
                .build();
    }

    /** One input, one output. */
    static ComputationGraphConfiguration simpleGraph(IUpdater updater) {
        return common(updater)
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", dense(6), "in")
                .addLayer("out", output(), "hidden")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(FEATURES))
                .build();
    }

    static MultiDataSet twoInputs(DataSet data) {
        long n = data.numExamples();
        return new MultiDataSet(
                new INDArray[] {
                    data.getFeatures().get(rows(n), columns(0, 2)).dup(),
                    data.getFeatures().get(rows(n), columns(2, 4)).dup()
                },
                new INDArray[] {data.getLabels(), data.getLabels()});
    }

    private static INDArrayIndex rows(long n) {
        return NDArrayIndex.interval(0, n);
    }

    private static INDArrayIndex columns(int from, int to) {
        return NDArrayIndex.interval(from, to);
    }

    static NeuralNetConfiguration.Builder common(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().seed(3).updater(updater).l2(0.01);
    }

    static DenseLayer dense(int units) {
        return new DenseLayer.Builder().nOut(units).activation(Activation.TANH).build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder()
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
