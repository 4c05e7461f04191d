package org.quorumsgd.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.contender.ContenderServer;
import org.quorumsgd.dl4j.Dl4jAcceleration;

/**
 * Deeplearning4j's own data-parallel training: {@link ParameterAveragingTrainingMaster}, averaging after every minibatch; in
 * images per second.
 */
public final class ParameterAveraging implements Contender {
    private static final int COLOURS = 3;
    private static final int SIDE = 32;
    private static final int CLASSES = 10;

    private final int workers;
    private final int batchSize;
    private final String kind;
    private final JavaSparkContext context;
    private final SparkDl4jMultiLayer network;

    /** Arguments: {@code accelerated} or {@code as-it-comes}, the network's JSON, workers, minibatch. */
    public static void main(String[] args) {
        ContenderServer.serve(() -> new ParameterAveraging(
                args[0], Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3])));
    }

    ParameterAveraging(String kind, Path json, int workers, int batchSize) {
        this.workers = workers;
        this.batchSize = batchSize;
        boolean accelerated = kind.equals("accelerated");
        // As it comes, our jar is not on the class path.
        this.kind = accelerated ? Dl4jAcceleration.enable().line() : "as it comes, without our jar";
        this.context = new JavaSparkContext(new SparkConf()
                .setAppName("parameter averaging")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator"));
        MultiLayerConfiguration configuration = read(json);
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            if (layer.getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(new Sgd(0.001));
            }
            if (!accelerated) {
                layer.setCacheMode(CacheMode.NONE); // Deeplearning4j's default
            }
        }
        this.network = new SparkDl4jMultiLayer(
                context,
                configuration,
                new ParameterAveragingTrainingMaster.Builder(workers, batchSize)
                        .batchSizePerWorker(batchSize)
                        .averagingFrequency(1)
                        .workerPrefetchNumBatches(2)
                        .rddTrainingApproach(RDDTrainingApproach.Direct)
                        .build());
    }

    private static MultiLayerConfiguration read(Path json) {
        try {
            return MultiLayerConfiguration.fromJson(Files.readString(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String description() {
        return "ParameterAveragingTrainingMaster, " + workers + " workers, minibatch " + batchSize
                + ", averaging every minibatch; " + kind;
    }

    /** Deeplearning4j counts the running mean and variance of batch norm as parameters; they are not trained. */
    @Override
    public long parameters() {
        return network.getNetwork().paramTable().entrySet().stream()
                .filter(entry ->
                        !entry.getKey().endsWith("_mean") && !entry.getKey().endsWith("_var"))
                .mapToLong(entry -> entry.getValue().length())
                .sum();
    }

    /** Averages so many times; the data lie ready in memory. */
    @Override
    public double run(int amount) {
        int minibatches = amount * workers;
        JavaRDD<DataSet> data = context.parallelize(
                IntStream.range(0, minibatches).mapToObj(i -> minibatch()).toList(), workers);
        long begin = System.nanoTime();
        network.fit(data);
        return (double) minibatches * batchSize / ((System.nanoTime() - begin) * 1e-9);
    }

    private DataSet minibatch() {
        INDArray labels = Nd4j.zeros(batchSize, CLASSES);
        for (int b = 0; b < batchSize; b++) {
            labels.putScalar(b, b % CLASSES, 1);
        }
        return new DataSet(Nd4j.rand(batchSize, COLOURS, SIDE, SIDE), labels);
    }

    @Override
    public void close() {
        context.close();
    }
}
