package org.quorumsgd.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Split;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.Vector;

/** The loss of a user's network on an agent's share of the user's minibatches; there is nothing to judge models on. */
final class MinibatchObjective implements Objective {
    /** Reading a minibatch anew costs a step milliseconds; what does not fit is read in every pass. */
    private static final long KEPT_BYTES = 256L << 20;

    private final int agent;
    private final RandomStreams streams;
    private final TrainableNetwork network;
    private final Minibatches minibatches;
    private final long firstStep;
    private final NetworkGradient gradient;
    private final Map<Integer, MultiDataSet> kept = new HashMap<>();
    private long keptBytes;

    MinibatchObjective(
            int agent, RandomStreams streams, TrainableNetwork network, Minibatches minibatches, long firstStep) {
        this.agent = agent;
        this.streams = streams;
        this.network = network;
        this.minibatches = minibatches;
        this.firstStep = firstStep;
        this.gradient = new NetworkGradient(network.network(), network.layers());
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
        int index = (int) Math.floorMod(step - firstStep, (long) minibatches.count(agent));
        MultiDataSet minibatch = minibatch(index);
        network.take(minibatch);
        int batchSize = Math.toIntExact(minibatch.getFeatures(0).size(0));
        long key = streams.key(Purpose.LAYERS, agent, step);
        double loss = this.gradient.take(batchSize, key, parameters, statistics, gradient);
        network.release();
        return loss;
    }

    private MultiDataSet minibatch(int index) {
        MultiDataSet known = kept.get(index);
        if (known != null) {
            return known;
        }
        try {
            MultiDataSet read = minibatches.read(agent, index);
            long bytes = read.getMemoryFootprint();
            if (keptBytes + bytes <= KEPT_BYTES) {
                kept.put(index, read);
                keptBytes += bytes;
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public double probe(Vector parameters, Vector statistics, Vector gradient) {
        throw unsupported("a probe batch");
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        throw unsupported("a " + split.label() + " split");
    }

    @Override
    public Vector recalibratedStatistics(Model model) {
        throw unsupported("recalibrated statistics");
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("Data sets of a Deeplearning4j program have no use for " + what);
    }

    @Override
    public List<ParameterBlock> blocks() {
        return gradient.blocks();
    }

    @Override
    public void close() {
        NativeMemory.free(network.network());
        kept.clear();
    }
}
