package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
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
    private final DeviceMemory memory;
    private final TorchModel model;
    private final L2Penalty penalty;
    private final float[] mean;

    /** @param memory where the network is */
    TorchGradient(TorchNetwork network, ScalarType precision, DeviceMemory memory) {
        this.network = network;
        this.memory = memory;
        this.model = new TorchModel(network, precision, memory);
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
        try (PointerScope tensorsOfThisStep = new PointerScope()) {
            Tensor before = memory.tensor(statistics);
            try (NoGradGuard plain = new NoGradGuard()) {
                model.load(memory.tensor(parameters), before);
            }
            Pass pass = pass(labels.length, random);
            Tensor losses = losses(model.logits(model.input(pixels, labels.length), pass), labels);
            double loss = mean(memory.downloadDoubles(losses.detach()));
            Tensor found = model.gradient(losses.mean());
            try (NoGradGuard plain = new NoGradGuard()) {
                loss += penalty.addTo(model.parameters(), found, memory);
                assign(gradient, found, mean);
                if (network.statisticCount() > 0) {
                    assign(statistics, moved(before, pass.moments()), new float[network.statisticCount()]);
                }
            }
            return loss;
        }
    }

    private void assign(Vector vector, Tensor values, float[] onHost) {
        if (vector instanceof DeviceVector here) {
            here.assign(values);
        } else {
            memory.download(values, onHost);
            vector.assign(onHost);
        }
    }

    private Pass pass(int batch, UniformRandomProvider random) {
        if (network.dropout() == 0) {
            return Pass.byBatch();
        }
        int inputs = network.lastInputs();
        return Pass.dropping(model.tensor(DropoutMask.draw(network.dropout(), batch * inputs, random), batch, inputs));
    }

    private Tensor losses(Tensor logits, long[] labels) {
        return cross_entropy_loss(logits, memory.upload(labels), new TensorOptional(), EACH_EXAMPLE, NO_LABEL, 0);
    }

    private static double mean(double[] losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += Math.min(loss, LARGEST_LOSS); // NaN stays NaN
        }
        return sum / losses.length;
    }

    /** As Java rounds {@code (float) (before - rate * (before - ofBatch))}. */
    private static Tensor moved(Tensor before, Tensor ofBatch) {
        Tensor step = before.sub(ofBatch).to(ScalarType.Double).mul(new Scalar(STATISTICS_RATE));
        return before.to(ScalarType.Double).sub(step).to(ScalarType.Float);
    }

    @Override
    public void close() {
        model.close();
    }
}
