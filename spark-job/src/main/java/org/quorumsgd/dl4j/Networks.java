package org.quorumsgd.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.data.ImageShape;

/**
 * Classifiers by name: softmax output, cross-entropy loss, single precision. The updater is none: Quorum's own optimisers move the
 * parameters, Deeplearning4j only gives the gradient.
 */
public final class Networks {
    private static final long UNUSED_SEED =
            1; // initial parameters come from InitialParameters, dropout from the step's stream
    private static final int POOL = 2;

    private Networks() {}

    /**
     * Fully connected, ReLU (He initialisation). Parameters: sum over layers of (inputs + 1) x outputs.
     *
     * @param hidden units of each hidden layer, each at least 1; empty is softmax regression
     */
    public static MultiLayerConfiguration mlp(NetworkSettings settings, List<Integer> hidden) {
        if (hidden.stream().anyMatch(units -> units < 1)) {
            throw InvalidInputException.of("Invalid hidden units: " + hidden + " (expected each at least 1)");
        }
        ListBuilder layers = common(settings).weightInit(WeightInit.RELU).list();
        for (int units : hidden) {
            layers.layer(new DenseLayer.Builder()
                    .nOut(units)
                    .activation(Activation.RELU)
                    .build());
        }
        return layers.layer(output(settings).weightInit(WeightInit.XAVIER).build())
                .setInputType(InputType.feedForward(settings.input().pixels()))
                .build();
    }

    /**
     * LeNet as Caffe ships it for MNIST: convolution 20@5x5, pool 2, convolution 50@5x5, pool 2, 500 units, with ReLU after each
     * convolution as well; Xavier initialisation, no padding. 28x28x1 gives maps 24, 12, 8, 4 and 431,080 parameters. Two
     * unpadded 5x5 convolutions with pooling need 16 pixels: smaller images get 3x3 kernels padded to keep the size (8x8: maps
     * 8, 4, 4, 2; 114,760 parameters).
     */
    public static MultiLayerConfiguration lenet(NetworkSettings settings) {
        atLeast(settings, 4, "lenet");
        boolean small = settings.input().smallerSide() < 16;
        int kernel = small ? 3 : 5;
        ConvolutionMode padding = small ? ConvolutionMode.Same : ConvolutionMode.Truncate;
        return common(settings)
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(convolution(kernel, 20, padding).build())
                .layer(pool())
                .layer(convolution(kernel, 50, padding).build())
                .layer(pool())
                .layer(new DenseLayer.Builder()
                        .nOut(500)
                        .activation(Activation.RELU)
                        .build())
                .layer(output(settings).build())
                .setInputType(images(settings))
                .build();
    }

    /**
     * The net of Boffi and Slotine (2020, section 6): three times convolution (kernels 9, 5, 3, stride 1, no padding), ReLU, max
     * pool 2, batch norm; then a fully connected layer with ReLU and dropout. 32x32x3 gives maps 24, 12, 8, 4, 2, 1 and, with
     * {@link BoffiCnn#LIKELY}, 314,570 parameters (512 of them batch-norm statistics). Unpadded maps vanish below 32 pixels: then
     * the convolutions are padded to keep the size (28x28: maps 28, 14, 14, 7, 7, 3).
     *
     * <p>Initialisation: convolutions He (Kaiming) normal; fully connected layers U(-1/sqrt(m), 1/sqrt(m)), m inputs, for weights and,
     * by {@link InitialParameters}, biases.
     */
    public static MultiLayerConfiguration boffiCnn(NetworkSettings settings, BoffiCnn choices) {
        atLeast(settings, 8, "boffi-cnn");
        ConvolutionMode padding = settings.input().smallerSide() < 32 ? ConvolutionMode.Same : ConvolutionMode.Truncate;
        List<Integer> kernels = List.of(9, 5, 3);
        ListBuilder layers = common(settings).weightInit(WeightInit.UNIFORM).list();
        for (int i = 0; i < kernels.size(); i++) {
            layers.layer(convolution(kernels.get(i), choices.channels().get(i), padding)
                    .weightInit(WeightInit.RELU)
                    .build());
            layers.layer(pool());
            if (choices.normalization() == BoffiCnn.Normalization.BATCH) {
                // the variance itself, not its logarithm: the average over agents is then the plain one
                layers.layer(new BatchNormalization.Builder()
                        .useLogStd(false)
                        .cudnnAllowFallback(false)
                        .build());
            }
        }
        MultiLayerConfiguration made = layers.layer(new DenseLayer.Builder()
                        .nOut(choices.fullyConnected())
                        .activation(Activation.RELU)
                        .build())
                .layer(output(settings).build())
                .setInputType(images(settings))
                .build();
        // Deeplearning4j's JSON reader tells variance from its logarithm by the names that only a first use would enter
        made.getConfs()
                .forEach(conf ->
                        conf.getLayer().initializer().paramKeys(conf.getLayer()).forEach(conf::addVariable));
        return made;
    }

    /**
     * Any Deeplearning4j {@code MultiLayerConfiguration} as JSON. Its updater and its seed are not used.
     *
     * @param json the text
     * @param source where it comes from, for messages
     * @throws org.quorumsgd.config.InvalidInputException with every problem found: not readable, does not fit the data, or asks
     *     for what a plain gradient of a mean loss with an L2 penalty cannot express
     */
    public static MultiLayerConfiguration fromJson(String json, String source, ImageShape input, int classes) {
        return NetworkJson.read(json, source, input, classes);
    }

    /** The array that a network takes for {@code batch} examples: images for a convolution, rows otherwise. */
    public static long[] inputArrayShape(MultiLayerConfiguration configuration, ImageShape input, int batch) {
        return switch (FirstLayer.of(configuration)) {
            case IMAGES -> new long[] {batch, input.channels(), input.height(), input.width()};
            case ROWS -> new long[] {batch, input.pixels()};
        };
    }

    private static NeuralNetConfiguration.Builder common(NetworkSettings settings) {
        return new NeuralNetConfiguration.Builder()
                .seed(UNUSED_SEED)
                .cacheMode(CacheMode.DEVICE) // the backward pass takes the forward convolutions instead of running them
                // again
                .updater(new NoOp())
                .l2(settings.l2());
    }

    private static ConvolutionLayer.Builder convolution(int kernel, int channels, ConvolutionMode padding) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .convolutionMode(padding)
                .cudnnAllowFallback(false) // a helper that fails must not go on silently, slower and with other bits
                .activation(Activation.RELU);
    }

    private static SubsamplingLayer pool() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(POOL, POOL)
                .stride(POOL, POOL)
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
    }

    /** Deeplearning4j drops the inputs of a layer and counts what it keeps. */
    private static OutputLayer.Builder output(NetworkSettings settings) {
        OutputLayer.Builder output = new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(settings.classes())
                .activation(Activation.SOFTMAX);
        return settings.dropout() > 0 ? output.dropOut(1 - settings.dropout()) : output;
    }

    private static InputType images(NetworkSettings settings) {
        ImageShape input = settings.input();
        return InputType.convolutional(input.height(), input.width(), input.channels());
    }

    private static void atLeast(NetworkSettings settings, int pixels, String preset) {
        if (settings.input().smallerSide() < pixels) {
            throw InvalidInputException.of("Invalid input " + settings.input() + ": "
                    + settings.input().smallerSide() + " pixels (expected at least " + pixels + " for " + preset + ")");
        }
    }
}
