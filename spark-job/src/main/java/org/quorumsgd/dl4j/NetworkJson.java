package org.quorumsgd.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.data.ImageShape;

/** Reads a network configuration and finds what in it does not fit the data or Quorum's gradient. */
final class NetworkJson {
    private static final int TRIAL_BATCH = 2;
    private static final double MIB = 1 << 20;

    private final String source;
    private final MultiLayerConfiguration configuration;
    private final ImageShape input;
    private final int classes;
    private final Problems problems = new Problems();

    private NetworkJson(String source, MultiLayerConfiguration configuration, ImageShape input, int classes) {
        this.source = source;
        this.configuration = configuration;
        this.input = input;
        this.classes = classes;
    }

    static MultiLayerConfiguration read(String json, String source, ImageShape input, int classes) {
        MultiLayerConfiguration configuration = parse(json, source);
        NetworkJson check = new NetworkJson(source, configuration, input, classes);
        check.wholeNetwork();
        check.firstLayer();
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            PlainGradient.check(configuration.getConf(i).getLayer(), " in layer " + i, check::invalid);
        }
        check.outputLayer();
        check.problems.throwIfAny();
        check.sizes();
        check.problems.throwIfAny();
        check.trial();
        check.problems.throwIfAny();
        return configuration;
    }

    private static MultiLayerConfiguration parse(String json, String source) {
        String expected = "a Deeplearning4j MultiLayerConfiguration as JSON";
        MultiLayerConfiguration configuration;
        ClassNames.inJson(json, source);
        try {
            configuration = MultiLayerConfiguration.fromJson(json);
        } catch (RuntimeException e) {
            // the parser walks the layers without looking whether there are any
            String what = e instanceof NullPointerException
                    ? "no layers"
                    : firstLine(e.getCause() == null ? e : e.getCause());
            throw InvalidInputException.of(sentence(source, what, expected));
        }
        List<NeuralNetConfiguration> layers = configuration.getConfs();
        if (layers == null || layers.isEmpty() || layers.stream().anyMatch(conf -> conf.getLayer() == null)) {
            throw InvalidInputException.of(sentence(source, "no layers", expected));
        }
        return configuration;
    }

    private void wholeNetwork() {
        if (configuration.getBackpropType() != BackpropType.Standard) {
            invalid("backpropType " + configuration.getBackpropType(), "Standard");
        }
        if (configuration.getDataType() != DataType.FLOAT) {
            invalid("dataType " + configuration.getDataType(), "FLOAT");
        }
        if (configuration.getConfs().stream().anyMatch(conf -> !conf.isMiniBatch())) {
            invalid("miniBatch false", "true, the loss is the mean over the minibatch");
        }
    }

    private void firstLayer() {
        Layer first = configuration.getConf(0).getLayer();
        if (first instanceof FeedForwardLayer layer) {
            boolean convolution = layer instanceof ConvolutionLayer;
            long expected = convolution ? input.channels() : input.pixels();
            if ((convolution || layer instanceof DenseLayer || layer instanceof OutputLayer)
                    && layer.getNIn() != expected) {
                invalid("nIn " + layer.getNIn() + " of layer 0", expected + " for the data's " + input);
            }
        }
    }

    private void outputLayer() {
        int last = configuration.getConfs().size() - 1;
        Layer layer = configuration.getConf(last).getLayer();
        boolean output = layer.getClass() == OutputLayer.class || layer.getClass() == LossLayer.class;
        if (!output) {
            invalid("last layer " + name(layer), "OutputLayer or LossLayer");
        } else if (layer instanceof OutputLayer dense && dense.getNOut() != classes) {
            invalid("nOut " + dense.getNOut() + " of layer " + last, classes + ", the classes of the data");
        }
    }

    /** Before memory is asked for, natively too. */
    private void sizes() {
        String expected = "a network for input " + input + " with " + classes + " classes";
        try {
            for (int i = 0; i < configuration.getConfs().size(); i++) {
                double weights = NetworkMemory.weights(configuration.getConf(i));
                if (!(weights <= ParameterLayout.LONGEST)) {
                    invalid(weights + " weights in layer " + i, "at most " + ParameterLayout.LONGEST);
                }
            }
            problems.throwIfAny();
            ParameterLayout.problem(configuration).ifPresent(problem -> {
                throw InvalidInputException.of("Invalid network " + source + ": " + problem);
            });
            double bytes = NetworkMemory.of(configuration, input).trainingBytes(TRIAL_BATCH);
            double limit = NativeMemory.limitBytes();
            if (!(bytes <= limit)) {
                invalid(
                        String.format(Locale.ROOT, "about %.0f MiB for %d examples", bytes / MIB, TRIAL_BATCH),
                        String.format(
                                Locale.ROOT,
                                "at most the %.0f MiB of native memory that this process may take",
                                limit / MIB));
            }
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) { // Deeplearning4j's, where layers miss a size or do not fit together
            invalid(firstLine(e), expected);
        }
    }

    /** One pass there and back finds what no single setting shows: sizes of inner layers, missing preprocessors. */
    private void trial() {
        String expected = "a network for input " + input + " with " + classes + " classes";
        try {
            MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
            network.init();
            INDArray examples = Nd4j.zeros(DataType.FLOAT, Networks.inputArrayShape(configuration, input, TRIAL_BATCH));
            long[] made = network.output(examples).shape();
            if (!Arrays.equals(made, new long[] {TRIAL_BATCH, classes})) {
                invalid("output of shape " + Arrays.toString(made) + " for " + TRIAL_BATCH + " examples", expected);
                return;
            }
            network.setInput(examples);
            network.setLabels(Nd4j.zeros(DataType.FLOAT, TRIAL_BATCH, classes));
            network.computeGradientAndScore();
        } catch (RuntimeException e) {
            invalid(firstLine(e), expected);
        }
    }

    private void invalid(String what, String expected) {
        problems.add(sentence(source, what, expected));
    }

    private static String sentence(String source, String what, String expected) {
        return "Invalid network " + source + ": " + what + " (expected " + expected + ")";
    }

    private static String name(Object object) {
        return object.getClass().getSimpleName();
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse(name(error));
    }
}
