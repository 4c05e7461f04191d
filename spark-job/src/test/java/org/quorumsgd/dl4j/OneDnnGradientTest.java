package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.quorumsgd.data.ImageShape;

/** In double precision Deeplearning4j does without helpers, so that gradient is the reference for the oneDNN one. */
class OneDnnGradientTest {
    private static final int BATCH = 8;

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void oneDnnAgreesWithDoublePrecision(String name, MultiLayerConfiguration configuration, ImageShape input) {
        float[] start = InitialParameters.draw(configuration, 7);
        INDArray examples;
        INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, 10);
        Nd4j.getRandom().setSeed(11);
        examples = Nd4j.randn(DataType.FLOAT, Networks.inputArrayShape(configuration, input, BATCH));
        for (int i = 0; i < BATCH; i++) {
            labels.putScalar(i, (3 * i) % 10, 1);
        }

        INDArray fast = gradient(configuration, DataType.FLOAT, start, examples, labels);
        INDArray exact = gradient(configuration, DataType.DOUBLE, start, examples, labels);

        double error = fast.castTo(DataType.DOUBLE).sub(exact).norm2Number().doubleValue();
        double size = exact.norm2Number().doubleValue();
        assertThat(size).isGreaterThan(1e-3);
        assertThat(error / size).isLessThan(1e-4);
    }

    private static INDArray gradient(
            MultiLayerConfiguration configuration, DataType type, float[] start, INDArray examples, INDArray labels) {
        MultiLayerConfiguration typed = configuration.clone();
        typed.setDataType(type);
        MultiLayerNetwork network = new MultiLayerNetwork(typed);
        network.init();
        network.setParams(Nd4j.createFromArray(start).castTo(type).reshape(1, start.length));
        network.setInput(examples.castTo(type));
        network.setLabels(labels.castTo(type));
        network.computeGradientAndScore();
        return network.gradient().gradient().dup().reshape(start.length);
    }

    static Stream<Arguments> networks() {
        ImageShape digits = new ImageShape(1, 8, 8);
        ImageShape clothes = new ImageShape(1, 28, 28);
        ImageShape photos = new ImageShape(3, 32, 32);
        BoffiCnn narrow = new BoffiCnn(List.of(8, 16, 8), 32, BoffiCnn.Normalization.BATCH);
        return Stream.of(
                Arguments.of("mlp", Networks.mlp(settings(digits), List.of(32)), digits),
                Arguments.of("lenet 8x8", Networks.lenet(settings(digits)), digits),
                Arguments.of("lenet 28x28", Networks.lenet(settings(clothes)), clothes),
                Arguments.of("boffi-cnn 8x8", Networks.boffiCnn(settings(digits), narrow), digits),
                Arguments.of("boffi-cnn 28x28", Networks.boffiCnn(settings(clothes), narrow), clothes),
                Arguments.of("boffi-cnn 32x32", Networks.boffiCnn(settings(photos), narrow), photos),
                Arguments.of("stride and padding", stridesAndPadding(), new ImageShape(3, 11, 9)));
    }

    /** Odd sizes, unequal strides, explicit padding, pooling that overlaps, batch norm after a dense-like map. */
    private static MultiLayerConfiguration stridesAndPadding() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new NoOp())
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 2)
                        .nOut(5)
                        .stride(2, 1)
                        .padding(1, 1)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build())
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(11, 9, 3))
                .build();
    }

    private static NetworkSettings settings(ImageShape input) {
        return new NetworkSettings(input, 10, 0, 0);
    }
}
