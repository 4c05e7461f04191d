package org.quorumsgd.torch;

import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.quorumsgd.vector.Vector;

/** Of a TorchScript in training mode. */
final class ScriptGradient implements LossGradient {
    private final ScriptNetwork network;
    private final DeviceMemory memory;
    private final ScriptModule file;
    private final L2Penalty penalty;
    private final float[] mean;

    ScriptGradient(ScriptNetwork network, DeviceMemory memory) {
        this.network = network;
        this.memory = memory;
        this.file = ScriptModule.load(network.bytes());
        this.penalty = L2Penalty.of(network.parameterBlocks(), network.l2());
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
        double loss;
        float[] running;
        try (PointerScope tensorsOfThisStep = new PointerScope()) {
            ScriptPass pass = new ScriptPass(network, file, x, statistics.hostValues(), true);
            Tensor losses =
                    CrossEntropy.losses(pass.logits(pixels, labels.length, random.nextLong()), memory.upload(labels));
            loss = CrossEntropy.mean(HostArrays.doubles(losses.detach()));
            pass.gradient(losses.mean(), mean);
            running = pass.statistics();
            if (network.l2() != 0) {
                Tensor found = memory.upload(mean, mean.length);
                loss += penalty.addTo(memory.tensor(parameters), found, memory);
                memory.download(found, mean);
            }
        }
        gradient.assign(mean);
        statistics.assign(running);
        return loss;
    }

    @Override
    public void close() {
        file.close();
    }
}
