package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.vector.Vector;

/** Loss and gradient of a network on a minibatch, in native memory of its own. */
final class TorchGradient implements AutoCloseable {
    /** Deeplearning4j's: its probabilities are at least 1e-10, in the loss but not in its gradient. */
    private static final double LARGEST_LOSS = -StrictMath.log(1e-10);

    /** The share of a running statistic that a minibatch replaces, as Deeplearning4j does by default. */
    private static final double STATISTICS_RATE = 0.1;

    private static final int EACH_EXAMPLE = 0;
    private static final int NO_LABEL = -100;

    private final TorchNetwork network;
    private final TorchModel model;
    private final L2Penalty penalty;
    private final float[] mean;

    TorchGradient(TorchNetwork network, ScalarType precision) {
        this.network = network;
        this.model = new TorchModel(network, precision);
        this.penalty = L2Penalty.of(network);
        this.mean = new float[network.parameterCount()];
    }

    /**
     * What {@code Objective.gradient} promises.
     *
     * @param pixels normalised, image after image
     * @param random of dropout
     */
    double take(
            float[] pixels,
            long[] labels,
            UniformRandomProvider random,
            Vector parameters,
            Vector statistics,
            Vector gradient) {
        TorchLibrary.oneThread();
        float[] x = parameters.hostValues();
        float[] before = statistics.hostValues();
        double loss;
        float[] running;
        try (PointerScope tensorsOfThisStep = new PointerScope()) {
            try (NoGradGuard plain = new NoGradGuard()) {
                model.load(x, before);
            }
            Pass pass = pass(labels.length, random);
            Tensor losses = losses(model.logits(model.input(pixels, labels.length), pass), labels);
            loss = mean(HostArrays.doubles(losses.detach()));
            model.gradient(losses.mean(), mean);
            running = moved(before, pass.moments());
        }
        loss += penalty.addTo(x, mean);
        gradient.assign(mean);
        statistics.assign(running);
        return loss;
    }

    private Pass pass(int batch, UniformRandomProvider random) {
        if (network.dropout() == 0) {
            return Pass.byBatch();
        }
        int inputs = network.lastInputs();
        return Pass.dropping(model.tensor(DropoutMask.draw(network.dropout(), batch * inputs, random), batch, inputs));
    }

    private static Tensor losses(Tensor logits, long[] labels) {
        return cross_entropy_loss(
                logits, Tensor.create(labels, labels.length), new TensorOptional(), EACH_EXAMPLE, NO_LABEL, 0);
    }

    private static double mean(double[] losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += Math.min(loss, LARGEST_LOSS); // NaN stays NaN
        }
        return sum / losses.length;
    }

    private static float[] moved(float[] before, float[] ofBatch) {
        float[] running = new float[before.length];
        for (int j = 0; j < running.length; j++) {
            running[j] = (float) (before[j] - STATISTICS_RATE * (before[j] - ofBatch[j]));
        }
        return running;
    }

    @Override
    public void close() {
        model.close();
    }
}
