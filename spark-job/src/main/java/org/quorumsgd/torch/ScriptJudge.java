package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.softmax;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.data.ImageSamples;

/** Judges TorchScripts, in evaluation mode. */
final class ScriptJudge implements Judge {
    private final ScriptNetwork network;
    private final Images images;
    private final int batchSize;
    private final ScriptModule file;

    ScriptJudge(ScriptNetwork network, Images images, int batchSize) {
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.file = ScriptModule.load(network.bytes());
    }

    @Override
    public EvaluationSums evaluate(ImageSamples samples, Model judged) {
        TorchLibrary.oneThread();
        EvaluationSums sums = EvaluationSums.ZERO;
        for (int begin = 0; begin < samples.size(); begin += batchSize) {
            int[] positions = IntStream.range(begin, Math.min(samples.size(), begin + batchSize))
                    .toArray();
            float[] pixels = images.pixels(samples, positions);
            float[] probabilities = probabilities(pixels, positions.length, begin, judged);
            sums = sums.plus(EvaluationSums.ofClassifier(probabilities, samples.labels(positions), network.classes()));
        }
        return sums;
    }

    /** @param seed of what the module draws also in evaluation mode */
    private float[] probabilities(float[] pixels, int batch, long seed, Model judged) {
        try (PointerScope tensorsOfThisBatch = new PointerScope();
                NoGradGuard plain = new NoGradGuard()) {
            ScriptPass pass = new ScriptPass(
                    network,
                    file,
                    judged.parameters().hostValues(),
                    judged.statistics().hostValues(),
                    false);
            return HostArrays.of(softmax(pass.logits(pixels, batch, seed), 1));
        }
    }

    /** A module tells what it makes of a batch's statistics, not what they were. */
    @Override
    public float[] recalibratedStatistics(ImageSamples samples, int largestBatch, Model judged) {
        throw new UnsupportedOperationException("recalibrated statistics of a TorchScript");
    }

    @Override
    public void close() {
        file.close();
    }
}
