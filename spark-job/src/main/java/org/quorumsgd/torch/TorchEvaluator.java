package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.softmax;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.data.ImageSamples;

/**
 * Judges a model on held-out images: cross-entropy and errors, without dropout and without regularization. Batch norm uses the statistics
 * of the model, running or recalibrated, or those of the evaluation batch.
 */
final class TorchEvaluator implements AutoCloseable {
    /** Deeplearning4j's, so that a confident mistake costs a finite loss. */
    private static final double SMALLEST_PROBABILITY = 1e-10;

    private static final int NO_CLASS = -1;

    private final TorchNetwork network;
    private final Images images;
    private final int batchSize;
    private final boolean batchStatistics;
    private final DeviceMemory memory;
    private final TorchModel model;

    TorchEvaluator(
            TorchNetwork network,
            Images images,
            int batchSize,
            BatchNormEvaluation batchNorm,
            ScalarType precision,
            TorchDevice device) {
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.batchStatistics = batchNorm == BatchNormEvaluation.BATCH;
        this.memory = new DeviceMemory(device);
        this.model = new TorchModel(network, precision, memory);
    }

    EvaluationSums evaluate(ImageSamples samples, Model judged) {
        TorchLibrary.oneThread();
        EvaluationSums sums = EvaluationSums.ZERO;
        try (NoGradGuard plain = new NoGradGuard()) {
            load(judged);
            for (int begin = 0; begin < samples.size(); begin += batchSize) {
                int end = Math.min(samples.size(), begin + batchSize);
                sums = sums.plus(batch(samples, IntStream.range(begin, end).toArray()));
            }
        }
        return sums;
    }

    /**
     * Batch-norm statistics of the model's parameters over one pass through the images, shape (m,): means over minibatches. Images
     * are cut, in their order, into as few minibatches of at most {@code largestBatch} as will do, equal in size up to one image.
     * Each minibatch is normalised by its own statistics, as in training.
     */
    float[] recalibratedStatistics(ImageSamples samples, int largestBatch, Model judged) {
        TorchLibrary.oneThread();
        double[] sums = new double[network.statisticCount()];
        long minibatches = (samples.size() + largestBatch - 1L) / largestBatch;
        try (NoGradGuard plain = new NoGradGuard()) {
            load(judged);
            for (long i = 0; i < minibatches; i++) {
                int begin = (int) (i * samples.size() / minibatches);
                int end = (int) ((i + 1) * samples.size() / minibatches);
                float[] moments = moments(samples, IntStream.range(begin, end).toArray());
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += moments[j];
                }
            }
        }
        float[] means = new float[sums.length];
        for (int j = 0; j < means.length; j++) {
            means[j] = (float) (sums[j] / minibatches);
        }
        return means;
    }

    private void load(Model judged) {
        try (PointerScope copies = new PointerScope()) {
            model.load(memory.tensor(judged.parameters()), memory.tensor(judged.statistics()));
        }
    }

    private float[] moments(ImageSamples samples, int[] positions) {
        try (PointerScope tensorsOfThisBatch = new PointerScope()) {
            Pass pass = Pass.byBatch();
            model.logits(model.input(images.pixels(samples, positions), positions.length), pass);
            return memory.download(pass.moments());
        }
    }

    private EvaluationSums batch(ImageSamples samples, int[] positions) {
        int classes = network.classes();
        float[] probabilities;
        try (PointerScope tensorsOfThisBatch = new PointerScope()) {
            Pass pass = batchStatistics ? Pass.byBatch() : Pass.byStatistics();
            probabilities = memory.download(softmax(
                    model.logits(model.input(images.pixels(samples, positions), positions.length), pass), 1));
        }
        double loss = 0;
        long errors = 0;
        for (int b = 0; b < positions.length; b++) {
            int label = samples.label(positions[b]);
            int predicted = mostProbable(probabilities, b * classes, classes);
            loss -= predicted == NO_CLASS
                    ? Double.NaN
                    : StrictMath.log(Math.max(probabilities[b * classes + label], SMALLEST_PROBABILITY));
            errors += predicted == label ? 0 : 1;
        }
        return new EvaluationSums(loss, errors, positions.length);
    }

    /** The first class of highest probability; none when a probability is NaN. */
    private static int mostProbable(float[] probabilities, int offset, int classes) {
        int best = 0;
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(probabilities[offset + c])) {
                return NO_CLASS;
            }
            if (probabilities[offset + c] > probabilities[offset + best]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public void close() {
        model.close();
        memory.close();
    }
}
