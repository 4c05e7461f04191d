package org.quorumsgd.data;

import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.DataFormat;

/**
 * Which data set to open.
 *
 * @param path directory of the files on any Hadoop file system; unused for the digits
 * @param classes number of classes; given by the format for the digits and CIFAR-10
 * @param shape shape of the images; needed for Parquet only, the other formats say it themselves
 * @param imageColumn Parquet: binary of unsigned bytes, or a list of float or double, channel first
 * @param labelColumn Parquet: a 32-bit or 64-bit integer column
 */
public record DataSettings(
        DataFormat format,
        String path,
        int classes,
        @Nullable ImageShape shape,
        String imageColumn,
        String labelColumn) {
    public static DataSettings digits() {
        return new DataSettings(DataFormat.DIGITS, "", 10, null, "", "");
    }

    public static DataSettings idx(String path, int classes) {
        return new DataSettings(DataFormat.IDX, path, classes, null, "", "");
    }

    public static DataSettings cifar10(String path) {
        return new DataSettings(DataFormat.CIFAR10, path, 10, null, "", "");
    }

    public static DataSettings parquet(
            String path, int classes, ImageShape shape, String imageColumn, String labelColumn) {
        return new DataSettings(DataFormat.PARQUET, path, classes, shape, imageColumn, labelColumn);
    }
}
