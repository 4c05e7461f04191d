package org.quorumsgd.torch;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Residence;
import org.quorumsgd.agent.Split;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** The loss of a network on an agent's images, by libtorch. */
final class TorchObjective implements Objective {
    /** Beside the draw of the probe's images, which is at 0. */
    private static final long PROBE_LAYERS = 1;

    private final int agent;
    private final RandomStreams streams;
    private final AgentSamples samples;
    private final ImageSamples probe;
    private final Augmentation augmentation;
    private final Images images;
    private final List<ParameterBlock> blocks;
    private final DeviceMemory memory;
    private final DeviceResidence residence;
    private final LossGradient gradient;
    private final Judge judge;

    TorchObjective(
            int agent,
            RandomStreams streams,
            AgentSamples samples,
            ImageSamples probe,
            Augmentation augmentation,
            Images images,
            List<ParameterBlock> blocks,
            DeviceMemory memory,
            LossGradient gradient,
            Judge judge) {
        this.agent = agent;
        this.streams = streams;
        this.samples = samples;
        this.probe = probe;
        this.augmentation = augmentation;
        this.images = images;
        this.blocks = blocks;
        this.memory = memory;
        this.residence = new DeviceResidence(memory);
        this.gradient = gradient;
        this.judge = judge;
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector result) {
        int[] positions = samples.sampler().batch(step);
        float[] pixels = images.pixels(samples.training(), positions);
        augmentation.apply(pixels, images.shape(), streams.stream(Purpose.AUGMENTATION, agent, step));
        return take(
                pixels,
                Images.labels(samples.training(), positions),
                streams.stream(Purpose.LAYERS, agent, step),
                parameters,
                statistics,
                result);
    }

    /** Rounds come with vectors of the residence; what else asks for gradients is not counted among their bytes. */
    private double take(
            float[] pixels,
            long[] labels,
            UniformRandomProvider random,
            Vector parameters,
            Vector statistics,
            Vector result) {
        DoubleSupplier work = () -> gradient.take(pixels, labels, random, parameters, statistics, result);
        return result instanceof DeviceVector
                ? work.getAsDouble()
                : memory.crossings().without(work);
    }

    @Override
    public double probe(Vector parameters, Vector statistics, Vector result) {
        int[] positions = IntStream.range(0, probe.size()).toArray();
        return take(
                images.pixels(probe, positions),
                Images.labels(probe, positions),
                streams.stream(Purpose.PROBE, agent, PROBE_LAYERS),
                parameters,
                statistics.copy(),
                result);
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        ImageSamples shard = switch (split) {
            case VALIDATION -> samples.validation();
            case TEST -> samples.test();
        };
        return judge.evaluate(shard, model);
    }

    @Override
    public Vector recalibratedStatistics(Model model) {
        return model.statistics().length() == 0
                ? HeapVector.zeros(0)
                : HeapVector.owning(judge.recalibratedStatistics(
                        samples.trainingShare(), samples.sampler().batchSize(), model));
    }

    @Override
    public Residence residence() {
        return memory.device().holdsVectors() ? residence : Residence.HOST;
    }

    @Override
    public List<ParameterBlock> blocks() {
        return blocks;
    }

    @Override
    public void close() {
        residence.close();
        gradient.close();
        judge.close();
        memory.close();
    }
}
