package org.quorumsgd.dl4j;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Deeplearning4j network trained on labelled images.
 *
 * @param dimension n, the number of trained parameters
 * @param network its configuration as JSON
 * @param augmentation of the training minibatches alone
 * @param evaluationBatchSize images in one batch of an evaluation
 * @param probeBatchSize images of the probe batch over all agents
 */
public record NetworkProblem(
        int dimension,
        String network,
        AgentImages images,
        Normalisation normalisation,
        Augmentation augmentation,
        RandomStreams streams,
        StartPoint start,
        BatchNormEvaluation batchNormEvaluation,
        int evaluationBatchSize,
        int probeBatchSize)
        implements Problem {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkProblem.class);

    @Override
    public List<ParameterBlock> blocks() {
        Dl4jAcceleration.enable();
        return ParameterLayout.of(configuration()).parameters();
    }

    @Override
    public AgentState start(int agent) {
        Dl4jAcceleration.enable();
        int drawnFor = start == StartPoint.COMMON ? 0 : agent;
        MultiLayerConfiguration configuration = configuration();
        float[] flat = InitialParameters.draw(configuration, streams.key(Purpose.START, drawnFor, 0));
        ParameterLayout layout = ParameterLayout.of(configuration);
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

    @Override
    public String device() {
        return Dl4jAcceleration.enable().device();
    }

    @Override
    public Objective open(int agent) {
        NativeReport report = Dl4jAcceleration.enable();
        LOG.info("Agent {} opens here. {}", agent, report.line());
        ImageArrays arrays = new ImageArrays(
                configuration(), images.dataSet().shape(), images.dataSet().classes(), normalisation);
        AgentSamples samples = images.read(agent);
        return new NetworkObjective(
                agent,
                streams,
                samples,
                images.probe(agent, samples.training(), probeBatchSize),
                augmentation,
                arrays,
                new NetworkEvaluator(arrays, evaluationBatchSize, batchNormEvaluation));
    }

    /** Writes a model in Deeplearning4j's own format, to be read back by its {@code ModelSerializer}. */
    public void writeModel(OutputStream out, Vector parameters, Vector statistics) throws IOException {
        MultiLayerNetwork model = new MultiLayerNetwork(configuration());
        model.init();
        ParameterLayout layout = ParameterLayout.of(model);
        float[] flat = new float[layout.length()];
        layout.join(parameters.hostValues(), statistics.hostValues(), flat);
        HostTransfer.write(flat, model.params());
        ModelSerializer.writeModel(model, out, false);
        NativeMemory.free(model);
    }

    private MultiLayerConfiguration configuration() {
        return MultiLayerConfiguration.fromJson(network);
    }
}
