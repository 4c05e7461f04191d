package org.quorumsgd.torch;

import java.util.Arrays;
import java.util.List;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.dl4j.GaussianImages;
import org.quorumsgd.dl4j.NetworkChoice;
import org.quorumsgd.dl4j.NetworkProblem;

/** A small preset on made-up images of two agents, in Deeplearning4j and in libtorch. */
record BothBackends(NetworkProblem dl4j, TorchProblem torch) {
    static final ImageShape DIGIT = new ImageShape(1, 8, 8);
    static final ImageShape CLOTHING = new ImageShape(1, 28, 28);
    static final ImageShape PHOTO = new ImageShape(3, 32, 32);

    private static final int CLASSES = 5;
    private static final int IMAGES = 100;
    private static final int BATCH = 6;

    /** @param settings lines of a configuration */
    static BothBackends of(String preset, ImageShape shape, String settings) {
        Configuration configuration = ConfigurationLoader.fromText("""
                model { preset = %s, hidden = [12, 8], channels = [3, 4, 3], fully-connected = 8 }
                evaluation.batch-size = 7
                probe.batch-size = 15
                %s
                """.formatted(preset, settings), "test", List.of());
        AgentImages images = GaussianImages.ofTwoAgents(shape, CLASSES, IMAGES, BATCH);
        Normalisation normalisation = new Normalisation(all(shape.channels(), 0.25f), all(shape.channels(), 1.5f));
        String json =
                NetworkChoice.json(configuration, images.dataSet(), new org.apache.hadoop.conf.Configuration(false));
        NetworkProblem dl4j = new NetworkProblem(
                NetworkChoice.parameters(json),
                json,
                images,
                normalisation,
                Augmentation.of(configuration, shape),
                images.streams(),
                configuration.value(Keys.START),
                configuration.value(Keys.MODEL_BATCH_NORM_EVALUATION),
                configuration.value(Keys.EVALUATION_BATCH_SIZE),
                configuration.value(Keys.PROBE_BATCH_SIZE));
        return new BothBackends(dl4j, TorchProblem.of(configuration, dl4j, images, normalisation));
    }

    /** libtorch in double precision. */
    TorchProblem exact() {
        return torch(Arithmetic.DOUBLE, TorchDevice.CPU);
    }

    /** libtorch with the agents' vectors in the memory of a device, which is the processor's. */
    TorchProblem onDevice() {
        return torch(Arithmetic.SINGLE, TorchDevice.CPU_WITH_VECTORS);
    }

    /** libtorch with layers that compute in bfloat16. */
    TorchProblem mixed() {
        return torch(Arithmetic.MIXED, TorchDevice.CPU);
    }

    private TorchProblem torch(Arithmetic arithmetic, TorchDevice place) {
        return new TorchProblem(
                dl4j,
                torch.network(),
                torch.images(),
                torch.normalisation(),
                torch.augmentation(),
                torch.batchNormEvaluation(),
                torch.evaluationBatchSize(),
                torch.probeBatchSize(),
                arithmetic,
                torch.algorithms(),
                place);
    }

    private static float[] all(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
