package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;

/**
 * A Deeplearning4j network trained on labelled images.
 *
 * @param dimension n, the number of trained parameters
 * @param network its configuration as JSON
 */
public record NetworkProblem(
        int dimension,
        String network,
        AgentImages images,
        RandomStreams streams,
        StartPoint start,
        BatchNormEvaluation batchNormEvaluation,
        int evaluationBatchSize)
        implements Problem {

    public static NetworkProblem of(
            MultiLayerConfiguration network,
            AgentImages images,
            RandomStreams streams,
            StartPoint start,
            BatchNormEvaluation batchNormEvaluation,
            int evaluationBatchSize) {
        Dl4jAcceleration.enable();
        int dimension;
        try (MultiLayerNetwork built = Networks.build(network)) {
            dimension = ParameterLayout.of(built).count(ParameterLayout.Kind.PARAMETER);
        }
        return new NetworkProblem(
                dimension, network.toJson(), images, streams, start, batchNormEvaluation, evaluationBatchSize);
    }

    @Override
    public AgentState start(int agent) {
        Dl4jAcceleration.enable();
        MultiLayerConfiguration configuration = configuration();
        int drawnFor = start == StartPoint.COMMON ? 0 : agent;
        configuration.getConfs().forEach(layer -> layer.setSeed(streams.key(Purpose.START, drawnFor, 0)));
        Nd4j.getRandom().setSeed(streams.key(Purpose.START, drawnFor, 1));
        try (MultiLayerNetwork drawn = Networks.build(configuration)) {
            ParameterLayout layout = ParameterLayout.of(drawn);
            float[] flat = new float[layout.length()];
            HostTransfer.read(drawn.params(), flat);
            float[] position = new float[layout.count(ParameterLayout.Kind.PARAMETER)];
            float[] statistics = new float[layout.count(ParameterLayout.Kind.STATISTIC)];
            layout.split(flat, position, statistics);
            return new AgentState(
                    agent,
                    0,
                    HeapVector.owning(position),
                    HeapVector.zeros(position.length),
                    HeapVector.owning(statistics));
        }
    }

    @Override
    public Objective open(int agent) {
        Dl4jAcceleration.enable();
        return new NetworkObjective(
                agent, streams, images.read(agent), configuration(), batchNormEvaluation, evaluationBatchSize);
    }

    private MultiLayerConfiguration configuration() {
        return MultiLayerConfiguration.fromJson(network);
    }
}
