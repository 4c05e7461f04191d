package org.quorumsgd.dl4j;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Split;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** The loss of a Deeplearning4j network on an agent's images. */
final class NetworkObjective implements Objective {
    /** Beside the draw of the probe's images, which is at 0. */
    private static final long PROBE_LAYERS = 1;

    private final int agent;
    private final RandomStreams streams;
    private final AgentSamples samples;
    private final ImageSamples probe;
    private final Augmentation augmentation;
    private final ImageArrays arrays;
    private final MultiLayerNetwork network;
    private final NetworkGradient gradient;
    private final NetworkEvaluator evaluator;
    private final Minibatch minibatch;
    /** Only when it is asked for: it may be much larger than a minibatch. */
    private @Nullable Minibatch probeBatch;

    NetworkObjective(
            int agent,
            RandomStreams streams,
            AgentSamples samples,
            ImageSamples probe,
            Augmentation augmentation,
            ImageArrays arrays,
            NetworkEvaluator evaluator) {
        this.agent = agent;
        this.streams = streams;
        this.samples = samples;
        this.probe = probe;
        this.augmentation = augmentation;
        this.arrays = arrays;
        this.evaluator = evaluator;
        this.network = new MultiLayerNetwork(arrays.network());
        network.init();
        this.gradient = new NetworkGradient(network, network.getLayers());
        this.minibatch = emptyMinibatch(samples.sampler().batchSize());
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
        int[] positions = samples.sampler().batch(step);
        float[] pixels = arrays.pixels(samples.training(), positions);
        augmentation.apply(pixels, arrays.shape(), streams.stream(Purpose.AUGMENTATION, agent, step));
        HostTransfer.write(pixels, minibatch.features());
        arrays.fillLabels(samples.training(), positions, minibatch.labels());
        return gradient(minibatch, streams.key(Purpose.LAYERS, agent, step), parameters, statistics, gradient);
    }

    @Override
    public double probe(Vector parameters, Vector statistics, Vector gradient) {
        Minibatch batch = probeBatch;
        if (batch == null) {
            batch = emptyMinibatch(probe.size());
            probeBatch = batch;
        }
        int[] positions = IntStream.range(0, probe.size()).toArray();
        arrays.fillFeatures(probe, positions, batch.features());
        arrays.fillLabels(probe, positions, batch.labels());
        long key = streams.key(Purpose.PROBE, agent, PROBE_LAYERS);
        return gradient(batch, key, parameters, statistics.copy(), gradient);
    }

    private double gradient(Minibatch batch, long key, Vector parameters, Vector statistics, Vector gradient) {
        network.setInput(batch.features());
        network.setLabels(batch.labels());
        return this.gradient.take(batch.size(), key, parameters, statistics, gradient);
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        ImageSamples shard = switch (split) {
            case VALIDATION -> samples.validation();
            case TEST -> samples.test();
        };
        return evaluator.evaluate(shard, model);
    }

    @Override
    public Vector recalibratedStatistics(Model model) {
        return gradient.statisticsCount() == 0
                ? HeapVector.zeros(0)
                : HeapVector.owning(evaluator.recalibratedStatistics(
                        samples.trainingShare(), samples.sampler().batchSize(), model));
    }

    private Minibatch emptyMinibatch(int size) {
        return Minibatch.empty(arrays, size, network.params().dataType());
    }

    @Override
    public List<ParameterBlock> blocks() {
        return gradient.blocks();
    }

    @Override
    public void close() {
        NativeMemory.free(network);
        evaluator.close();
        minibatch.close();
        if (probeBatch != null) {
            probeBatch.close();
        }
    }
}
