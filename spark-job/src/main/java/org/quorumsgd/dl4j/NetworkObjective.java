package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.BatchNormEvaluation;
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
    private final AgentData data;
    private final MultiLayerNetwork network;
    private final ParameterLayout layout;
    private final float[] flat;
    private final float[] flatGradient;
    private final float[] decrements;
    private final INDArray features;
    private final INDArray labels;
    private final L2Terms regularization;
    private final NetworkEvaluator evaluator;

    NetworkObjective(
            int agent,
            RandomStreams streams,
            AgentData data,
            MultiLayerConfiguration configuration,
            BatchNormEvaluation batchNormEvaluation,
            int evaluationBatchSize) {
        this.agent = agent;
        this.streams = streams;
        this.data = data;
        this.network = Networks.build(configuration);
        this.layout = ParameterLayout.of(network);
        this.flat = new float[layout.length()];
        this.flatGradient = new float[layout.length()];
        this.decrements = new float[layout.count(ParameterLayout.Kind.STATISTIC)];
        this.features = data.emptyFeatures(data.batchSize(), network.params().dataType());
        this.labels = data.emptyLabels(data.batchSize(), network.params().dataType());
        this.regularization = L2Terms.of(network, layout);
        this.evaluator = new NetworkEvaluator(configuration, layout, data, evaluationBatchSize, batchNormEvaluation);
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
        data.fillMinibatch(step, features, labels);
        layout.join(parameters.hostValues(), statistics.hostValues(), flat);
        HostTransfer.write(flat, network.params());
        Nd4j.getRandom().setSeed(streams.key(Purpose.LAYERS, agent, step));

        network.setInput(features);
        network.setLabels(labels);
        network.computeGradientAndScore();

        HostTransfer.read(network.getGradientsViewArray(), flatGradient);
        layout.split(flatGradient, gradient.hostValues(), decrements);
        gradient.scale(1f / data.batchSize());
        regularization.addGradient(parameters, gradient);
        lower(statistics.hostValues());
        return network.score();
    }

    private void lower(float[] statistics) {
        for (int j = 0; j < statistics.length; j++) {
            statistics[j] -= decrements[j];
        }
    }

    @Override
    public EvaluationSums evaluate(Split split, Vector parameters, Vector statistics) {
        return evaluator.evaluate(data.shard(split), parameters, statistics);
    }

    @Override
    public void close() {
        network.close();
        evaluator.close();
    }
}
