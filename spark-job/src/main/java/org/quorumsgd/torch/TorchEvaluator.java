package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.softmax;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.data.ImageSamples;

/**
 * Judges presets, without dropout. Batch norm uses the statistics of the model, running or recalibrated, or those of the evaluation
 * batch.
 */
final class TorchEvaluator implements Judge {
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
            Arithmetic arithmetic,
            TorchDevice device) {
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.batchStatistics = batchNorm == BatchNormEvaluation.BATCH;
        this.memory = new DeviceMemory(device);
        this.model = new TorchModel(network, arithmetic, memory);
    }

    @Override
    public EvaluationSums evaluate(ImageSamples samples, Model judged) {
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

    @Override
    public float[] recalibratedStatistics(ImageSamples samples, int largestBatch, Model judged) {
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
        float[] probabilities;
        try (PointerScope tensorsOfThisBatch = new PointerScope()) {
            Pass pass = batchStatistics ? Pass.byBatch() : Pass.byStatistics();
            probabilities = memory.download(softmax(
                    model.logits(model.input(images.pixels(samples, positions), positions.length), pass), 1));
        }
        return EvaluationSums.ofClassifier(probabilities, samples.labels(positions), network.classes());
    }

    @Override
    public void close() {
        model.close();
        memory.close();
    }
}
