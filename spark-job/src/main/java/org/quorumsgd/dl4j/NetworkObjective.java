package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.ImageSamples;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.Vector;

/**
 * The loss of a Deeplearning4j network on an agent's images.
 *
 * <p>Deeplearning4j leaves the sum of the examples' gradients, without regularization, in its gradient view (its updater
 * would divide and add); this class divides by the minibatch size and adds the regularization's gradient. In place of a
 * gradient, the view holds for each running statistic of batch norm the amount by which this minibatch lowers it.
 */
final class NetworkObjective implements Objective {
    private final int agent;
    private final RandomStreams streams;
    private final AgentSamples samples;
    private final ImageArrays arrays;
    private final MultiLayerNetwork network;
    private final ParameterLayout layout;
    private final L2Terms regularization;
    private final NetworkEvaluator evaluator;
    private final float[] flat;
    private final float[] mean;
    private final float[] running;
    private final INDArray features;
    private final INDArray labels;

    NetworkObjective(
            int agent,
            RandomStreams streams,
            AgentSamples samples,
            ImageArrays arrays,
            NetworkEvaluator evaluator,
            int batchSize) {
        this.agent = agent;
        this.streams = streams;
        this.samples = samples;
        this.arrays = arrays;
        this.evaluator = evaluator;
        this.network = new MultiLayerNetwork(arrays.network());
        network.init();
        this.layout = ParameterLayout.of(network);
        this.regularization = L2Terms.of(network, layout);
        this.flat = new float[layout.length()];
        this.mean = new float[layout.count(ParameterLayout.Kind.PARAMETER)];
        this.running = new float[layout.count(ParameterLayout.Kind.STATISTIC)];
        this.features = arrays.emptyFeatures(batchSize, network.params().dataType());
        this.labels = arrays.emptyLabels(batchSize, network.params().dataType());
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
        int[] batch = samples.sampler().batch(step);
        arrays.fillFeatures(samples.training(), batch, features);
        arrays.fillLabels(samples.training(), batch, labels);
        float[] x = parameters.hostValues();
        float[] statisticsBefore = statistics.hostValues();
        layout.join(x, statisticsBefore, flat);
        HostTransfer.write(flat, network.params());
        Nd4j.getRandom().setSeed(streams.key(Purpose.LAYERS, agent, step));

        network.setInput(features);
        network.setLabels(labels);
        network.computeGradientAndScore();

        HostTransfer.read(network.getGradientsViewArray(), flat);
        layout.split(flat, mean, running);
        for (int j = 0; j < mean.length; j++) {
            mean[j] *= 1f / batch.length;
        }
        regularization.addGradient(x, mean);
        for (int j = 0; j < running.length; j++) {
            running[j] = statisticsBefore[j] - running[j];
        }
        gradient.assign(mean);
        statistics.assign(running);
        return network.score();
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
    public double probe(Vector parameters, Vector statistics, Vector gradient) {
        throw new UnsupportedOperationException("probe");
    }

    @Override
    public Vector recalibratedStatistics(Model model) {
        throw new UnsupportedOperationException("recalibratedStatistics");
    }

    @Override
    public void close() {
        NativeMemory.free(network);
        evaluator.close();
        features.close();
        labels.close();
    }
}
