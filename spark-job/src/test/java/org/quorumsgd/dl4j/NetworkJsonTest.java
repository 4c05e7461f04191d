package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.data.ImageShape;

class NetworkJsonTest {
    private static final ImageShape DIGITS = new ImageShape(1, 8, 8);
    private static final NetworkSettings SETTINGS = new NetworkSettings(DIGITS, 10, 0.5, 1e-4);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @Test
    void everyPresetComesBackFromItsJson() {
        for (MultiLayerConfiguration preset : List.of(
                Networks.mlp(SETTINGS, List.of(32)),
                Networks.lenet(SETTINGS),
                Networks.boffiCnn(SETTINGS, BoffiCnn.LIKELY))) {
            assertThat(read(preset).toJson()).isEqualTo(preset.toJson());
        }
    }

    @Test
    void anUpdaterInTheFileIsAccepted() {
        MultiLayerConfiguration adam = new NeuralNetConfiguration.Builder()
                .updater(new Adam(1e-3))
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(8, 8, 1))
                .build();
        assertThat(read(adam)).isEqualTo(adam);
        assertThat(Networks.inputArrayShape(adam, DIGITS, 3)).containsExactly(3, 64);
    }

    @Test
    void textThatIsNoConfigurationIsRefused() {
        assertThatThrownBy(() -> Networks.fromJson("{\"confs\": [", "net.json", DIGITS, 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid network net.json: ")
                .hasMessageEndingWith("(expected a Deeplearning4j MultiLayerConfiguration as JSON)");
        assertThatThrownBy(() -> Networks.fromJson("{}", "net.json", DIGITS, 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid network net.json: no layers"
                        + " (expected a Deeplearning4j MultiLayerConfiguration as JSON)");
        assertThatThrownBy(() -> Networks.fromJson("", "net.json", DIGITS, 10))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Networks.fromJson("null", "net.json", DIGITS, 10))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void whatAPlainGradientCannotExpressIsRefused() {
        assertRefused(
                changed(net -> net.setBackpropType(BackpropType.TruncatedBPTT)),
                "backpropType TruncatedBPTT (expected Standard)");
        assertRefused(changed(net -> net.setDataType(DataType.DOUBLE)), "dataType DOUBLE (expected FLOAT)");
        assertRefused(
                changed(net -> net.getConf(1).setMiniBatch(false)),
                "miniBatch false (expected true, the loss is the mean over the minibatch)");
        assertRefused(
                changed(net -> layer(net, 0).setGradientNormalization(GradientNormalization.ClipL2PerLayer)),
                "gradientNormalization ClipL2PerLayer in layer 0 (expected None)");
        assertRefused(
                changed(net -> layer(net, 1).setConstraints(List.of(new NonNegativeConstraint()))),
                "constraints in layer 1 (expected none)");
        assertRefused(
                changed(net -> layer(net, 0).setRegularization(List.of(new L1Regularization(0.1)))),
                "regularization L1Regularization in layer 0 (expected L2Regularization with a constant)");
        assertRefused(
                changed(net -> layer(net, 1).setRegularizationBias(List.of(new WeightDecay(0.1, true)))),
                "regularization WeightDecay in layer 1 (expected L2Regularization with a constant)");
    }

    @Test
    void aLayerThatIsPretrainedIsRefused() {
        MultiLayerConfiguration made = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new AutoEncoder.Builder().nOut(5).build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(64))
                .build();
        assertRefused(made, "AutoEncoder in layer 0 (expected a layer without layerwise pretraining)");
    }

    @Test
    void aNetworkThatDoesNotFitTheDataIsRefused() {
        MultiLayerConfiguration mlp = Networks.mlp(SETTINGS, List.of(16));
        assertThatThrownBy(() -> Networks.fromJson(mlp.toJson(), "net.json", DIGITS, 7))
                .hasMessage("Invalid network net.json: nOut 10 of layer 1 (expected 7, the classes of the data)");
        assertThatThrownBy(() -> Networks.fromJson(mlp.toJson(), "net.json", new ImageShape(3, 8, 8), 10))
                .hasMessage("Invalid network net.json: nIn 64 of layer 0 (expected 192 for the data's 3 x 8 x 8)");
        MultiLayerConfiguration lenet = Networks.lenet(SETTINGS);
        assertThatThrownBy(() -> Networks.fromJson(lenet.toJson(), "net.json", new ImageShape(3, 8, 8), 10))
                .hasMessage("Invalid network net.json: nIn 1 of layer 0 (expected 3 for the data's 3 x 8 x 8)");
    }

    @Test
    void aNetworkWithoutOutputLayerIsRefused() {
        MultiLayerConfiguration made = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(10).build())
                .setInputType(InputType.feedForward(64))
                .build();
        assertRefused(made, "last layer DenseLayer (expected OutputLayer or LossLayer)");
    }

    @Test
    void sizesThatDisagreeInsideAreFoundByATrialRun() {
        MultiLayerConfiguration lenet = Networks.lenet(SETTINGS);
        assertThatThrownBy(() -> Networks.fromJson(lenet.toJson(), "net.json", new ImageShape(1, 12, 12), 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid network net.json: ")
                .hasMessageEndingWith("(expected a network for input 1 x 12 x 12 with 10 classes)");
        assertRefusedSomehow(
                changed(net -> ((FeedForwardLayer) net.getConf(1).getLayer()).setNIn(17)),
                "(expected a network for input 1 x 8 x 8 with 10 classes)");
    }

    @Test
    void allProblemsComeAtOnce() {
        MultiLayerConfiguration made = changed(net -> {
            net.setBackpropType(BackpropType.TruncatedBPTT);
            layer(net, 0).setRegularization(List.of(new L1Regularization(0.1)));
        });
        assertThatThrownBy(() -> Networks.fromJson(made.toJson(), "net.json", DIGITS, 3))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems()).hasSize(3));
    }

    private static MultiLayerConfiguration changed(Consumer<MultiLayerConfiguration> change) {
        MultiLayerConfiguration made = Networks.mlp(SETTINGS, List.of(16));
        change.accept(made);
        return made;
    }

    private static BaseLayer layer(MultiLayerConfiguration network, int index) {
        return (BaseLayer) network.getConf(index).getLayer();
    }

    private static MultiLayerConfiguration read(MultiLayerConfiguration made) {
        return Networks.fromJson(made.toJson(), "net.json", DIGITS, 10);
    }

    private static void assertRefused(MultiLayerConfiguration made, String problem) {
        assertThatThrownBy(() -> read(made))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid network net.json: " + problem);
    }

    private static void assertRefusedSomehow(MultiLayerConfiguration made, String end) {
        assertThatThrownBy(() -> read(made))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(end);
    }

    @Test
    void classesThatAreNotDeeplearning4jsAreRefusedBeforeTheyAreLoaded() {
        String json = Networks.mlp(SETTINGS, List.of(4)).toJson();
        String foreign =
                json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "javax.script.ScriptEngineManager");
        assertThat(foreign).isNotEqualTo(json);
        assertThatThrownBy(() -> Networks.fromJson(foreign, "net.json", DIGITS, 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid network net.json: class javax.script.ScriptEngineManager"
                        + " (expected classes of Deeplearning4j)");
    }

    @Test
    void sizesThatOverflowACountAreRefused() {
        MultiLayerConfiguration network = Networks.mlp(SETTINGS, List.of(4, 4));
        FeedForwardLayer inner = (FeedForwardLayer) network.getConf(1).getLayer();
        inner.setNIn(1L << 40);
        inner.setNOut(1L << 40);
        assertThatThrownBy(() -> read(network))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1.2089258196146292E24 weights in layer 1 (expected at most 2147483639)");
    }

    @Test
    void endlessNestingIsRefused() {
        assertThatThrownBy(() -> Networks.fromJson("{\"confs\":" + "[".repeat(60_000), "net.json", DIGITS, 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid network net.json: ");
    }
}
