package org.quorumsgd.torch;

import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.vector.Vector;

/** Of a preset. */
final class TorchGradient implements LossGradient {
    /** The share of a running statistic that a minibatch replaces, as Deeplearning4j does by default. */
    private static final double STATISTICS_RATE = 0.1;

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

    @Override
    public double take(
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
            Tensor losses = CrossEntropy.losses(model.logits(model.input(pixels, labels.length), pass), labels);
            loss = CrossEntropy.mean(HostArrays.doubles(losses.detach()));
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
