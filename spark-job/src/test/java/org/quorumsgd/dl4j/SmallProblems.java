package org.quorumsgd.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.Normalisation;

/** Every preset, small, on made-up images. */
final class SmallProblems {
    static final int CLASSES = 5;
    static final int BATCH = 6;
    static final int EVALUATION_BATCH = 7;
    /** Over both agents, which hold 8 each. */
    static final int PROBE_BATCH = 15;

    static final ImageShape DIGIT = new ImageShape(1, 8, 8);
    static final ImageShape CLOTHING = new ImageShape(1, 28, 28);
    static final ImageShape PHOTO = new ImageShape(3, 32, 32);
    static final int IMAGES = 100;
    /** What one of two agents has of them. */
    static final int TRAINING_IMAGES = 40;

    static final int TEST_IMAGES = 25;

    private SmallProblems() {}

    static MultiLayerConfiguration mlp(NetworkSettings settings) {
        return Networks.mlp(settings, List.of(12, 8));
    }

    static MultiLayerConfiguration boffiCnn(NetworkSettings settings) {
        return Networks.boffiCnn(settings, new BoffiCnn(List.of(3, 4, 3), 8, BoffiCnn.Normalization.BATCH));
    }

    static MultiLayerConfiguration inDoublePrecision(MultiLayerConfiguration network) {
        MultiLayerConfiguration clone = network.clone();
        clone.setDataType(DataType.DOUBLE);
        return clone;
    }

    static NetworkProblem of(MultiLayerConfiguration network, ImageShape shape) {
        return of(network, shape, BATCH, StartPoint.COMMON, BatchNormEvaluation.RUNNING);
    }

    static NetworkProblem of(
            MultiLayerConfiguration network,
            ImageShape shape,
            int batchSize,
            StartPoint start,
            BatchNormEvaluation evaluation) {
        return on(
                GaussianImages.ofTwoAgents(shape, CLASSES, IMAGES, batchSize),
                network,
                start,
                evaluation,
                EVALUATION_BATCH);
    }

    static NetworkProblem on(
            AgentImages images,
            MultiLayerConfiguration network,
            StartPoint start,
            BatchNormEvaluation evaluation,
            int evaluationBatch) {
        String json = network.toJson();
        int channels = images.dataSet().shape().channels();
        return new NetworkProblem(
                NetworkChoice.parameters(json),
                json,
                images,
                new Normalisation(all(channels, 0.25f), all(channels, 1.5f)),
                Augmentation.NONE,
                images.streams(),
                start,
                evaluation,
                evaluationBatch,
                PROBE_BATCH);
    }

    /** The same problem with another way to show its training images. */
    static NetworkProblem with(NetworkProblem problem, Augmentation augmentation) {
        return new NetworkProblem(
                problem.dimension(),
                problem.network(),
                problem.images(),
                problem.normalisation(),
                augmentation,
                problem.streams(),
                problem.start(),
                problem.batchNormEvaluation(),
                problem.evaluationBatchSize(),
                problem.probeBatchSize());
    }

    static NetworkProblem withProbe(NetworkProblem problem, int probeBatchSize) {
        return new NetworkProblem(
                problem.dimension(),
                problem.network(),
                problem.images(),
                problem.normalisation(),
                problem.augmentation(),
                problem.streams(),
                problem.start(),
                problem.batchNormEvaluation(),
                problem.evaluationBatchSize(),
                probeBatchSize);
    }

    private static float[] all(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
