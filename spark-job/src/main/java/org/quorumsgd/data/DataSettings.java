package org.quorumsgd.data;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.DataFormat;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;

/**
 * Which data set to open.
 *
 * @param path directory of the files, or the table of training images, on any Hadoop file system; unused for the digits
 * @param testPath table of test images; Parquet only
 * @param classes number of classes; 10 for the digits and CIFAR-10
 * @param shape shape of the images; Parquet only, the other formats say it themselves
 * @param imageColumn Parquet: binary of unsigned bytes, or a list of float or double, channel first
 * @param labelColumn Parquet: a 32-bit or 64-bit integer column
 */
public record DataSettings(
        DataFormat format,
        String path,
        String testPath,
        int classes,
        @Nullable ImageShape shape,
        String imageColumn,
        String labelColumn) {
    private static final int USUAL_CLASSES = 10;

    public static DataSettings digits() {
        return new DataSettings(DataFormat.DIGITS, "", "", USUAL_CLASSES, null, "", "");
    }

    public static DataSettings idx(String path, int classes) {
        return new DataSettings(DataFormat.IDX, path, "", classes, null, "", "");
    }

    public static DataSettings cifar10(String path) {
        return new DataSettings(DataFormat.CIFAR10, path, "", USUAL_CLASSES, null, "", "");
    }

    public static DataSettings parquet(
            String path, String testPath, int classes, ImageShape shape, String imageColumn, String labelColumn) {
        return new DataSettings(DataFormat.PARQUET, path, testPath, classes, shape, imageColumn, labelColumn);
    }

    /** The settings of the data.* keys; throws {@link InvalidInputException} if they do not go together. */
    public static DataSettings of(Configuration configuration) {
        DataFormat format = configuration.value(Keys.DATA_FORMAT);
        String path = configuration.value(Keys.DATA_PATH).orElse("");
        Optional<Integer> given = configuration.value(Keys.DATA_CLASSES);
        int classes = given.orElse(USUAL_CLASSES);
        Problems problems = new Problems();
        boolean fixedClasses = format == DataFormat.DIGITS || format == DataFormat.CIFAR10;
        if (fixedClasses && classes != USUAL_CLASSES) {
            problems.invalid(
                    Keys.DATA_CLASSES.name(),
                    classes,
                    USUAL_CLASSES + ", or none, with data.format = " + format.label());
        }
        Optional<String> testPath = configuration.value(Keys.DATA_TEST_PATH);
        ImageShape shape = null;
        if (format == DataFormat.PARQUET) {
            if (testPath.isEmpty()) {
                problems.invalid(Keys.DATA_TEST_PATH.name(), "null", "the table of test images");
            }
            int channels = configuration.value(Keys.DATA_CHANNELS).orElse(0);
            int height = configuration.value(Keys.DATA_HEIGHT).orElse(0);
            int width = configuration.value(Keys.DATA_WIDTH).orElse(0);
            if (ImageShape.isShape(channels, height, width)) {
                shape = new ImageShape(channels, height, width);
            } else {
                problems.invalid(
                        "data.channels x data.height x data.width",
                        channels + " x " + height + " x " + width,
                        ImageShape.BOUNDS);
            }
        }
        problems.throwIfAny();
        return new DataSettings(
                format,
                path,
                testPath.orElse(""),
                classes,
                shape,
                configuration.value(Keys.DATA_IMAGE_COLUMN),
                configuration.value(Keys.DATA_LABEL_COLUMN));
    }
}
