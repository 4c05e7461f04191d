package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.quorumsgd.data.ImageShape;

/**
 * An estimate of the native memory that the gradient of one minibatch takes, from the shapes of the layers:
 *
 * <pre>
 *   4 bytes x (2 (n + m) + b (3 a + c)),   parameters and gradient; activations, what is passed back and scratch; columns
 * </pre>
 *
 * <p>Doubles, because the claims of a model file need not fit a long. What Deeplearning4j itself and its libraries take is not in
 * it. On images of 3 x 32 x 32 the estimate was 0.8, 1.3 and 1.0 of what a process grew by in three gradients of a perceptron,
 * LeNet and the CNN of Boffi &amp; Slotine; a test holds it to a factor of two.
 *
 * @param parameters n + m, running statistics included
 * @param activations a, outputs of all layers for one example
 * @param columns c, the largest array of unfolded image patches of a convolution for one example
 */
public record NetworkMemory(double parameters, double activations, double columns) {
    private static final int PARAMETER_ARRAYS = 2;
    private static final int ACTIVATION_ARRAYS = 3;

    /** Of a network given as JSON. */
    public static NetworkMemory of(String json, ImageShape input) {
        return of(MultiLayerConfiguration.fromJson(json), input);
    }

    /** Throws a RuntimeException of Deeplearning4j's where the layers do not fit together. */
    static NetworkMemory of(MultiLayerConfiguration configuration, ImageShape input) {
        InputType type = switch (FirstLayer.of(configuration)) {
            case IMAGES -> InputType.convolutional(input.height(), input.width(), input.channels());
            case ROWS -> InputType.feedForward(input.pixels());
        };
        double parameters = 0;
        double activations = input.pixels();
        double columns = 0;
        int layer = 0;
        for (InputType output : configuration.getLayerActivationTypes(type)) {
            NeuralNetConfiguration conf = configuration.getConf(layer++);
            double elements = elements(output);
            activations += elements;
            parameters += Math.max(weights(conf), conf.getLayer().initializer().numParams(conf));
            if (conf.getLayer() instanceof ConvolutionLayer convolution
                    && output instanceof InputType.InputTypeConvolutional image) {
                columns = Math.max(
                        columns,
                        (double) image.getHeight() * image.getWidth() * convolution.getNIn() * kernel(convolution));
            }
        }
        return new NetworkMemory(parameters, activations, columns);
    }

    /** Bytes for the gradient of minibatches of so many examples. */
    public double trainingBytes(int batch) {
        return Float.BYTES * (PARAMETER_ARRAYS * parameters + batch * (ACTIVATION_ARRAYS * activations + columns));
    }

    /** Bytes for the evaluation of batches of so many examples, by a network of its own. */
    public double evaluationBytes(int batch) {
        return Float.BYTES * (PARAMETER_ARRAYS * parameters + batch * (activations + columns));
    }

    /** Numbers in the weights of a layer; where the layer's own count overflows, this does not. */
    static double weights(NeuralNetConfiguration conf) {
        if (conf.getLayer() instanceof ConvolutionLayer layer) {
            return (double) layer.getNIn() * layer.getNOut() * kernel(layer);
        }
        boolean square = conf.getLayer() instanceof org.deeplearning4j.nn.conf.layers.BatchNormalization;
        return conf.getLayer() instanceof FeedForwardLayer layer && !square
                ? (double) layer.getNIn() * layer.getNOut()
                : 0;
    }

    private static double kernel(ConvolutionLayer layer) {
        double product = 1;
        for (int extent : layer.getKernelSize()) {
            product *= extent;
        }
        return product;
    }

    private static double elements(InputType type) {
        double product = 1;
        for (long extent : type.getShape()) {
            product *= extent;
        }
        return Math.abs(product);
    }
}
