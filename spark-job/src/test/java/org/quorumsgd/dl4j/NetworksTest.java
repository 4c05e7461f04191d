package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.data.ImageShape;

class NetworksTest {
    private static final ImageShape DIGITS = new ImageShape(1, 8, 8);
    private static final ImageShape CLOTHES = new ImageShape(1, 28, 28);
    private static final ImageShape PHOTOS = new ImageShape(3, 32, 32);
    private static final BoffiCnn NO_BATCH_NORM = new BoffiCnn(List.of(64, 128, 64), 256, BoffiCnn.Normalization.NONE);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("counts")
    void parametersAreAsCountedByHand(String name, MultiLayerConfiguration made, ImageShape input, long parameters) {
        MultiLayerNetwork network = new MultiLayerNetwork(made);
        network.init();
        assertThat(network.numParams()).isEqualTo(parameters);

        INDArray output = network.output(Nd4j.ones(Networks.inputArrayShape(made, input, 2)));
        assertThat(output.shape()).containsExactly(2, 10);
        assertThat(output.sum(1).toFloatVector()).containsExactly(new float[] {1, 1}, offset(1e-4f));
    }

    static Stream<Arguments> counts() {
        return Stream.of(
                // 64*100+100 + 100*10+10
                Arguments.of("mlp 8x8", Networks.mlp(plain(DIGITS), List.of(100)), DIGITS, 7_510),
                Arguments.of("softmax regression", Networks.mlp(plain(PHOTOS), List.of()), PHOTOS, 30_730),
                // 20*9+20 + 50*20*9+50 + 2*2*50*500+500 + 5010
                Arguments.of("lenet 8x8", Networks.lenet(plain(DIGITS)), DIGITS, 114_760),
                // 20*25+20 + 50*20*25+50 + 4*4*50*500+500 + 5010: Caffe's 431,080
                Arguments.of("lenet 28x28", Networks.lenet(plain(CLOTHES)), CLOTHES, 431_080),
                // 20*75+20 + 25050 + 5*5*50*500+500 + 5010
                Arguments.of("lenet 32x32", Networks.lenet(plain(PHOTOS)), PHOTOS, 657_080),
                // 64*81+64 + 128*64*25+128 + 64*128*9+64 + 64*256+256 + 2570, batch norm 4*(64+128+64)
                Arguments.of("boffi-cnn 8x8", Networks.boffiCnn(plain(DIGITS), BoffiCnn.LIKELY), DIGITS, 304_202),
                // as above with 3*3*64 inputs of the fully connected layer
                Arguments.of("boffi-cnn 28x28", Networks.boffiCnn(plain(CLOTHES), BoffiCnn.LIKELY), CLOTHES, 435_274),
                // 64*243+64 + 128*64*25+128 + 64*128*9+64 + 64*256+256 + 2570, batch norm 1024
                Arguments.of("boffi-cnn 32x32", Networks.boffiCnn(plain(PHOTOS), BoffiCnn.LIKELY), PHOTOS, 314_570),
                Arguments.of("without batch norm", Networks.boffiCnn(plain(PHOTOS), NO_BATCH_NORM), PHOTOS, 313_546));
    }

    @Test
    void mapsOfThePaperNetAreThoseOfThePaper() {
        MultiLayerNetwork network = new MultiLayerNetwork(Networks.boffiCnn(plain(PHOTOS), NO_BATCH_NORM));
        network.init();
        assertThat(network.feedForward(Nd4j.ones(1, 3, 32, 32)).stream()
                        .filter(map -> map.rank() == 4)
                        .map(map -> map.size(2)))
                .containsExactly(32L, 24L, 12L, 8L, 4L, 2L, 1L);
    }

    @Test
    void l2IsOnWeightsOnly() {
        NetworkSettings settings = new NetworkSettings(PHOTOS, 10, 0, 0.25);
        MultiLayerNetwork network = new MultiLayerNetwork(Networks.boffiCnn(settings, BoffiCnn.LIKELY));
        network.init();
        List<String> penalised = new ArrayList<>();
        for (Layer layer : network.getLayers()) {
            for (String name : layer.paramTable().keySet()) {
                var rules = ((BaseLayer) layer.conf().getLayer()).getRegularizationByParam(name);
                if (rules != null && !rules.isEmpty()) {
                    assertThat(rules)
                            .singleElement()
                            .isInstanceOfSatisfying(
                                    L2Regularization.class,
                                    rule -> assertThat(rule.getL2().valueAt(0, 0))
                                            .isEqualTo(0.25));
                    penalised.add(layer.getIndex() + name);
                }
            }
        }
        assertThat(penalised).containsExactly("0W", "3W", "6W", "9W", "10W");
    }

    @Test
    void dropoutDropsThatShareOfTheLastLayersInputs() {
        NetworkSettings settings = new NetworkSettings(DIGITS, 2, 0.25, 0);
        MultiLayerConfiguration made = Networks.mlp(settings, List.of(4_000));
        MultiLayerNetwork network = new MultiLayerNetwork(made);
        network.init();
        INDArray hidden = Nd4j.ones(1, 4_000);
        Nd4j.getRandom().setSeed(3);
        double kept = made.getConf(1)
                .getLayer()
                .getIDropout()
                .applyDropout(hidden, Nd4j.createUninitialized(1, 4_000), 0, 0, LayerWorkspaceMgr.noWorkspaces())
                .gt(0)
                .castTo(DataType.FLOAT)
                .meanNumber()
                .doubleValue();
        assertThat(kept).isBetween(0.715, 0.785); // 5 standard deviations: false alarm 6e-7
    }

    @Test
    void initialParametersAreAFunctionOfTheSeed() {
        MultiLayerConfiguration made = Networks.boffiCnn(plain(PHOTOS), BoffiCnn.LIKELY);
        float[] one = InitialParameters.draw(made, 5);
        assertThat(InitialParameters.draw(made, 5)).isEqualTo(one);
        assertThat(InitialParameters.draw(made, 6)).isNotEqualTo(one);
        assertThatThrownBy(() -> InitialParameters.draw(made, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fullyConnectedLayersOfThePaperNetStartUniformInWeightsAndBiases() {
        MultiLayerConfiguration made = Networks.boffiCnn(plain(PHOTOS), NO_BATCH_NORM);
        MultiLayerNetwork network = new MultiLayerNetwork(made);
        network.init();
        float[] drawn = InitialParameters.draw(made, 5);
        network.setParams(Nd4j.createFromArray(drawn).reshape(1, drawn.length));
        for (String name : List.of("6_W", "6_b")) {
            INDArray block = network.getParam(name);
            double bound = 1 / Math.sqrt(64);
            assertThat(block.amaxNumber().doubleValue()).isBetween(0.9 * bound, bound);
            // variance of U(-a, a) is a^2/3; its estimate from 256 draws is off by 5.6% (1 sd)
            assertThat(block.varNumber().doubleValue()).isBetween(0.7 * bound * bound / 3, 1.3 * bound * bound / 3);
        }
        double he = Math.sqrt(2.0 / (3 * 9 * 9));
        assertThat(network.getParam("0_W").stdNumber().doubleValue()).isBetween(0.97 * he, 1.03 * he);
        assertThat(network.getParam("0_b").amaxNumber().doubleValue()).isZero();
    }

    @Test
    void layersWithoutParametersOrBiasesAreLeftAlone() {
        MultiLayerConfiguration made = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.UNIFORM)
                .list()
                .layer(new DenseLayer.Builder().nOut(3).hasBias(false).build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .biasInit(7)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(4))
                .build();
        assertThat(InitialParameters.draw(made, 5)).hasSize(4 * 3 + 3 * 2 + 2).endsWith(7f, 7f);
    }

    @Test
    void badSettingsAreAllNamedAtOnce() {
        assertThatThrownBy(() -> new NetworkSettings(DIGITS, 1, Double.NaN, -1))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "Invalid classes: 1 (expected at least 2)",
                                        "Invalid dropout: NaN (expected a probability in [0, 1))",
                                        "Invalid l2: -1.0 (expected a finite number of at least 0)"));
        assertThatThrownBy(() -> new ImageShape(1, 0, -2)).hasMessageContaining("Invalid image shape: 1 x 0 x -2");
        assertThatThrownBy(() -> Networks.mlp(plain(DIGITS), Arrays.asList(3, 0)))
                .hasMessage("Invalid hidden units: [3, 0] (expected each at least 1)");
        assertThatThrownBy(() -> new BoffiCnn(List.of(1, 2), 0, BoffiCnn.Normalization.NONE))
                .hasMessageContaining("Invalid channels: [1, 2] (expected three numbers, each at least 1)")
                .hasMessageContaining("Invalid fully connected units: 0 (expected at least 1)");
    }

    @Test
    void imagesTooSmallForThePoolsAreRefused() {
        assertThatThrownBy(() -> Networks.boffiCnn(plain(new ImageShape(1, 7, 9)), BoffiCnn.LIKELY))
                .hasMessage("Invalid input 1 x 7 x 9: 7 pixels (expected at least 8 for boffi-cnn)");
        assertThatThrownBy(() -> Networks.lenet(plain(new ImageShape(1, 3, 3))))
                .hasMessage("Invalid input 1 x 3 x 3: 3 pixels (expected at least 4 for lenet)");
    }

    private static NetworkSettings plain(ImageShape input) {
        return new NetworkSettings(input, 10, 0, 0);
    }
}
