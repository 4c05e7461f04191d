package org.quorumsgd.examples;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.spark.QuorumTrainingMaster;

/** A Deeplearning4j program that separates three rings; only the training master is Quorum's. */
public final class RingsProgram {
    private static final int RINGS = 3;

    private RingsProgram() {}

    /** Prints the accuracy after ten epochs. */
    public static void main(String[] args) {
        System.out.println(Dl4jAcceleration.enable().line());
        SparkConf spark = new SparkConf().setAppName("rings").setIfMissing("spark.master", "local[2]");
        try (JavaSparkContext sc = new JavaSparkContext(spark)) {
            System.out.printf("Accuracy %.3f%n", accuracy(sc));
        }
    }

    static double accuracy(JavaSparkContext sc) {
        JavaRDD<DataSet> rings = sc.parallelize(points());
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Nesterovs(0.1, 0.9))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(2)
                        .nOut(32)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(RINGS)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();

        // README: begin
        QuorumTrainingMaster master = new QuorumTrainingMaster.Builder()
                .agents(2)
                .gain(1)
                .tau(4)
                .batchSizePerWorker(32)
                .build();
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(sc, conf, master);
        for (int epoch = 0; epoch < 10; epoch++) {
            network.fit(rings);
        }
        // README: end
        return network.evaluate(rings).accuracy();
    }

    private static List<DataSet> points() {
        List<DataSet> points = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            int ring = i % RINGS;
            double angle = i * 2.399963; // the golden angle spreads them evenly
            double radius = 0.5 + ring + 0.2 * Math.sin(7.0 * i);
            float[] label = new float[RINGS];
            label[ring] = 1;
            points.add(new DataSet(
                    Nd4j.createFromArray(new float[][] {
                        {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))}
                    }),
                    Nd4j.createFromArray(new float[][] {label})));
        }
        return points;
    }
}
