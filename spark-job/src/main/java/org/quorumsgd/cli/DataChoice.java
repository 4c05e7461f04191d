package org.quorumsgd.cli;

import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.DataSettings;
import org.quorumsgd.data.HadoopFiles;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageDataSets;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.SplitSettings;

/** The data that a configuration names. */
final class DataChoice {
    private static final int CLASSES_OF_MNIST = 10;

    private DataChoice() {}

    static ImageDataSet open(Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
        return ImageDataSets.open(settings(configuration), HadoopFiles.of(hadoop));
    }

    static SplitSettings split(Configuration configuration) {
        return new SplitSettings(
                configuration.value(Keys.DATA_VALIDATION_FRACTION),
                configuration.value(Keys.DATA_ASSIGNMENT),
                configuration.value(Keys.AGENTS),
                configuration.value(Keys.DATA_TRAIN_LIMIT).orElse(SplitSettings.ALL_ROWS));
    }

    private static DataSettings settings(Configuration configuration) {
        String path = configuration.value(Keys.DATA_PATH).orElse("");
        return switch (configuration.value(Keys.DATA_FORMAT)) {
            case DIGITS -> DataSettings.digits();
            case IDX ->
                DataSettings.idx(path, configuration.value(Keys.DATA_CLASSES).orElse(CLASSES_OF_MNIST));
            case CIFAR10 -> DataSettings.cifar10(path);
            case PARQUET ->
                DataSettings.parquet(
                        path,
                        configuration.value(Keys.DATA_CLASSES).orElseThrow(),
                        new ImageShape(
                                configuration.value(Keys.DATA_CHANNELS).orElseThrow(),
                                configuration.value(Keys.DATA_HEIGHT).orElseThrow(),
                                configuration.value(Keys.DATA_WIDTH).orElseThrow()),
                        configuration.value(Keys.DATA_IMAGE_COLUMN),
                        configuration.value(Keys.DATA_LABEL_COLUMN));
        };
    }
}
