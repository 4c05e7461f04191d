package org.quorumsgd.torch;

import java.util.List;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.GpuAlgorithms;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.Normalisation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A preset trained on labelled images by libtorch.
 *
 * @param counterpart the same network in Deeplearning4j, which draws what agents start from
 * @param augmentation of the training minibatches alone
 * @param evaluationBatchSize images in one batch of an evaluation
 * @param probeBatchSize images of the probe batch over all agents
 * @param algorithms of a GPU
 * @param processor how agents use the processor where there is no GPU
 */
public record TorchProblem(
        Problem counterpart,
        TorchNetwork network,
        AgentImages images,
        Normalisation normalisation,
        Augmentation augmentation,
        BatchNormEvaluation batchNormEvaluation,
        int evaluationBatchSize,
        int probeBatchSize,
        Arithmetic arithmetic,
        GpuAlgorithms algorithms,
        TorchDevice processor)
        implements Problem {
    private static final Logger LOG = LoggerFactory.getLogger(TorchProblem.class);

    /** The network that a configuration names, on these images. */
    public static TorchProblem of(
            Configuration configuration, Problem counterpart, AgentImages images, Normalisation normalisation) {
        TorchNetwork network = TorchNetworks.of(
                configuration, images.dataSet().shape(), images.dataSet().classes());
        List<ParameterBlock> expected = counterpart.blocks();
        if (!network.parameters().equals(expected)) {
            throw new IllegalStateException(
                    "Blocks of libtorch's network: " + network.parameters() + " (expected " + expected + ")");
        }
        return new TorchProblem(
                counterpart,
                network,
                images,
                normalisation,
                Augmentation.of(configuration, images.dataSet().shape()),
                configuration.value(Keys.MODEL_BATCH_NORM_EVALUATION),
                configuration.value(Keys.EVALUATION_BATCH_SIZE),
                configuration.value(Keys.PROBE_BATCH_SIZE),
                Arithmetic.of(configuration.value(Keys.MODEL_PRECISION)),
                configuration.value(Keys.MODEL_GPU_ALGORITHMS),
                TorchDevice.CPU);
    }

    @Override
    public int dimension() {
        return counterpart.dimension();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return network.parameters();
    }

    @Override
    public AgentState start(int agent) {
        return counterpart.start(agent);
    }

    @Override
    public String device() {
        return TorchLibrary.enable().device();
    }

    @Override
    public Objective open(int agent) {
        TorchReport report = TorchLibrary.enable();
        LOG.info("Agent {} opens here. {}", agent, report.line());
        AgentSamples samples = images.read(agent);
        Images arrays = new Images(images.dataSet().shape(), normalisation);
        TorchDevice place = TorchDevice.gpuOr(processor);
        if (!place.isCpu()) {
            TorchLibrary.choose(algorithms);
        }
        DeviceMemory memory = new DeviceMemory(place);
        return new TorchObjective(
                agent,
                images.streams(),
                samples,
                images.probe(agent, samples.training(), probeBatchSize),
                augmentation,
                arrays,
                network.parameters(),
                memory,
                new TorchGradient(network, arithmetic, memory),
                new TorchEvaluator(network, arrays, evaluationBatchSize, batchNormEvaluation, arithmetic, place));
    }
}
