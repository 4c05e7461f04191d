package org.quorumsgd.dl4j;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.data.ImageSamples;

/**
 * Judges a model on held-out images: cross-entropy and errors, without dropout and without regularization.
 *
 * <p>Batch norm uses the statistics of the model, running or recalibrated, or (as Boffi &amp; Slotine 2020, sec. 6, do) those of the evaluation batch; then
 * the result depends on the batch size.
 */
final class NetworkEvaluator implements AutoCloseable {
    private final MultiLayerNetwork network;
    private final ParameterLayout layout;
    private final ImageArrays arrays;
    private final int batchSize;
    private final boolean batchStatistics;

    NetworkEvaluator(ImageArrays arrays, int batchSize, BatchNormEvaluation batchNorm) {
        this.network = new MultiLayerNetwork(withoutNoise(arrays.network()));
        network.init();
        this.layout = ParameterLayout.of(network);
        this.arrays = arrays;
        this.batchSize = batchSize;
        this.batchStatistics = batchNorm == BatchNormEvaluation.BATCH;
    }

    EvaluationSums evaluate(ImageSamples samples, Model model) {
        load(model);
        EvaluationSums sums = EvaluationSums.ZERO;
        for (int begin = 0; begin < samples.size(); begin += batchSize) {
            int end = Math.min(samples.size(), begin + batchSize);
            sums = sums.plus(batch(samples, IntStream.range(begin, end).toArray()));
        }
        return sums;
    }

    /**
     * Batch-norm statistics of the model's parameters over one pass through the images, shape (m,): means over minibatches. Images
     * are cut, in their order, into as few minibatches of at most {@code largestBatch} as will do, equal in size up to one image.
     * Each minibatch is normalised by its own statistics, as in training.
     */
    float[] recalibratedStatistics(ImageSamples samples, int largestBatch, Model model) {
        load(model);
        BatchNormMeans means = new BatchNormMeans(layout);
        long minibatches = (samples.size() + largestBatch - 1L) / largestBatch;
        for (long i = 0; i < minibatches; i++) {
            int begin = (int) (i * samples.size() / minibatches);
            int end = (int) ((i + 1) * samples.size() / minibatches);
            INDArray features = features(samples, IntStream.range(begin, end).toArray());
            network.setInput(features);
            List<INDArray> activations = network.feedForward(true, false); // layers keep their inputs
            means.add(network);
            network.clear();
            activations.stream().filter(INDArray::closeable).forEach(INDArray::close);
            if (features.closeable()) {
                features.close();
            }
        }
        return means.statistics();
    }

    private void load(Model model) {
        float[] flat = new float[layout.length()];
        layout.join(model.parameters().hostValues(), model.statistics().hostValues(), flat);
        HostTransfer.write(flat, network.params());
    }

    private INDArray features(ImageSamples samples, int[] positions) {
        INDArray features =
                arrays.emptyFeatures(positions.length, network.params().dataType());
        arrays.fillFeatures(samples, positions, features);
        return features;
    }

    private EvaluationSums batch(ImageSamples samples, int[] positions) {
        int classes = arrays.classes();
        float[] probabilities = new float[positions.length * classes];
        INDArray features = features(samples, positions);
        INDArray output = network.output(features, batchStatistics);
        HostTransfer.read(output, probabilities);
        output.close();
        features.close();
        return EvaluationSums.ofClassifier(probabilities, samples.labels(positions), classes);
    }

    /** In training mode, which batch statistics need, dropout and weight noise would be on. */
    private static MultiLayerConfiguration withoutNoise(MultiLayerConfiguration configuration) {
        MultiLayerConfiguration clone = configuration.clone();
        for (NeuralNetConfiguration conf : clone.getConfs()) {
            conf.getLayer().setIDropout(null);
            if (conf.getLayer() instanceof BaseLayer layer) {
                layer.setWeightNoise(null);
            }
        }
        return clone;
    }

    @Override
    public void close() {
        NativeMemory.free(network);
    }
}
