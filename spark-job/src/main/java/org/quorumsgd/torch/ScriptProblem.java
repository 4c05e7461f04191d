package org.quorumsgd.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TorchScript trained on labelled images. All agents start at the parameters in its file.
 *
 * @param augmentation of the training minibatches alone
 * @param evaluationBatchSize images in one batch of an evaluation
 * @param probeBatchSize images of the probe batch over all agents
 */
public record ScriptProblem(
        ScriptNetwork network,
        AgentImages images,
        Normalisation normalisation,
        Augmentation augmentation,
        int evaluationBatchSize,
        int probeBatchSize)
        implements Problem {
    /** What computes it, whatever else there is. */
    public static final String DEVICE = TorchDevice.CPU.name();

    private static final Logger LOG = LoggerFactory.getLogger(ScriptProblem.class);

    /** A network on these images, with a configuration's settings of everything else. */
    public static ScriptProblem of(
            Configuration configuration, ScriptNetwork network, AgentImages images, Normalisation normalisation) {
        return new ScriptProblem(
                network,
                images,
                normalisation,
                Augmentation.of(configuration, images.dataSet().shape()),
                configuration.value(Keys.EVALUATION_BATCH_SIZE),
                configuration.value(Keys.PROBE_BATCH_SIZE));
    }

    @Override
    public int dimension() {
        return network.parameterCount();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return network.parameters();
    }

    @Override
    public AgentState start(int agent) {
        TorchLibrary.enable();
        try (ScriptModule file = ScriptModule.load(network.bytes());
                PointerScope passing = new PointerScope()) {
            float[] x = ScriptModule.flat(ScriptModule.parameters(file.module()), dimension());
            float[] statistics =
                    ScriptModule.flat(ScriptModule.floatingBuffers(file.module()), network.statisticCount());
            return new AgentState(
                    agent, 0, HeapVector.owning(x), HeapVector.zeros(x.length), HeapVector.owning(statistics));
        }
    }

    @Override
    public String device() {
        return DEVICE;
    }

    @Override
    public Objective open(int agent) {
        TorchReport report = TorchLibrary.enable();
        LOG.info("Agent {} opens here. {}", agent, report.line());
        AgentSamples samples = images.read(agent);
        Images arrays = new Images(images.dataSet().shape(), normalisation);
        DeviceMemory memory = new DeviceMemory(TorchDevice.CPU);
        return new TorchObjective(
                agent,
                images.streams(),
                samples,
                images.probe(agent, samples.training(), probeBatchSize),
                augmentation,
                arrays,
                network.parameters(),
                memory,
                new ScriptGradient(network, memory),
                new ScriptJudge(network, arrays, evaluationBatchSize));
    }

    /** Writes the module with these parameters and statistics, to be read back by {@code torch.jit.load}. */
    public void writeModel(OutputStream out, Vector parameters, Vector statistics) throws IOException {
        TorchLibrary.enable();
        try (ScriptModule file = ScriptModule.load(network.bytes())) {
            file.save(parameters.hostValues(), statistics.hostValues(), out);
        }
    }
}
