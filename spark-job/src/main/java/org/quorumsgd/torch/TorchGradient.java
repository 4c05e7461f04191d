package org.quorumsgd.torch;

import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.vector.Vector;

/** Of a preset. */
final class TorchGradient implements LossGradient {
    /** The share of a running statistic that a minibatch replaces, as Deeplearning4j does by default. */
    private static final double STATISTICS_RATE = 0.1;

    private final TorchNetwork network;
    private final DeviceMemory memory;
    private final TorchModel model;
    private final L2Penalty penalty;
    private final float[] mean;

    /** @param memory where the network is */
    TorchGradient(TorchNetwork network, Arithmetic arithmetic, DeviceMemory memory) {
        this.network = network;
        this.memory = memory;
        this.model = new TorchModel(network, arithmetic, memory);
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
        try (PointerScope tensorsOfThisStep = new PointerScope()) {
            Tensor before = memory.tensor(statistics);
            try (NoGradGuard plain = new NoGradGuard()) {
                model.load(memory.tensor(parameters), before);
            }
            Pass pass = pass(labels.length, random);
            Tensor losses =
                    CrossEntropy.losses(model.logits(model.input(pixels, labels.length), pass), memory.upload(labels));
            double loss = CrossEntropy.mean(memory.downloadDoubles(losses.detach()));
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
