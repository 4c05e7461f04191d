package org.quorumsgd.data;

import java.io.Serializable;
import java.util.List;
import org.quorumsgd.config.InvalidInputException;

/**
 * One split of a data set: an ordered sequence of labelled images, rows 0 to size - 1. Opening a source has checked all that
 * can be told without its pixels; it holds no data itself and may be sent to another machine to be read there. Every
 * problem of a file is an {@link InvalidInputException} with one line that names the file, the value and what was expected.
 */
public interface ImageSource extends Serializable {
    ImageShape shape();

    PixelType pixelType();

    /** Labels are 0 to classes - 1. */
    int classes();

    int size();

    /** All files that the content depends on, in a fixed order. */
    List<DataFile> files();

    /**
     * Hands over the wanted rows in one sequential pass. Memory is bounded by one image (for Parquet: one row group), besides
     * what the consumer keeps.
     *
     * @param rows strictly ascending, each from 0 to size - 1
     * @throws InvalidInputException with every problem of the wanted rows; rows may have been handed over before
     */
    void read(int[] rows, RowConsumer consumer);

    /** Reads every row once and keeps none, so that every problem of the pixels and labels is found. */
    default void verify() {
        read(RowOrder.natural(size()), new RowConsumer() {
            @Override
            public void bytes(int row, int label, byte[] pixels) {}

            @Override
            public void floats(int row, int label, float[] pixels) {}
        });
    }
}
