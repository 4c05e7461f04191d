package org.quorumsgd.dl4j;

import java.nio.charset.StandardCharsets;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.ModelFile;

/** The network that a configuration names. */
public final class NetworkChoice {
    private NetworkChoice() {}

    /**
     * The network's configuration as Deeplearning4j's JSON.
     *
     * @throws InvalidInputException when the network does not fit the data or its file cannot be used
     */
    public static String json(
            Configuration configuration, ImageDataSet dataSet, org.apache.hadoop.conf.Configuration hadoop) {
        Dl4jAcceleration.enable();
        ImageShape input = dataSet.shape();
        NetworkSettings settings = new NetworkSettings(
                input, dataSet.classes(), configuration.value(Keys.MODEL_DROPOUT), configuration.value(Keys.MODEL_L2));
        MultiLayerConfiguration network = switch (configuration.value(Keys.MODEL_PRESET)) {
            case MLP -> Networks.mlp(settings, configuration.value(Keys.MODEL_HIDDEN));
            case LENET -> Networks.lenet(settings);
            case BOFFI_CNN -> Networks.boffiCnn(settings, boffiCnn(configuration));
            case FILE -> {
                String file = configuration.value(Keys.MODEL_FILE).orElseThrow();
                yield Networks.fromJson(read(file, hadoop), file, input, dataSet.classes());
            }
        };
        ParameterLayout.problem(network).ifPresent(problem -> {
            throw InvalidInputException.of("Invalid network: " + problem);
        });
        return network.toJson();
    }

    /** n, the number of trained parameters of a network given as JSON; running statistics are not counted. */
    public static int parameters(String json) {
        return ParameterLayout.of(MultiLayerConfiguration.fromJson(json)).count(ParameterLayout.Kind.PARAMETER);
    }

    private static BoffiCnn boffiCnn(Configuration configuration) {
        return new BoffiCnn(
                configuration.value(Keys.MODEL_CHANNELS),
                configuration.value(Keys.MODEL_FULLY_CONNECTED),
                configuration.value(Keys.MODEL_BATCH_NORM)
                        ? BoffiCnn.Normalization.BATCH
                        : BoffiCnn.Normalization.NONE);
    }

    private static String read(String file, org.apache.hadoop.conf.Configuration hadoop) {
        byte[] bytes = ModelFile.read(file, hadoop);
        if (ModelFile.isZip(bytes)) {
            throw InvalidInputException.of("Invalid network " + file + ": a zip archive (expected a Deeplearning4j"
                    + " MultiLayerConfiguration as JSON; TorchScript needs model.backend = torch)");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
