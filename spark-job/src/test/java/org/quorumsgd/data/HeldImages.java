package org.quorumsgd.data;

import java.util.List;
import java.util.function.IntFunction;

/** A source computed by functions of the row, for tests of what lies behind a source; label of row r is r mod 10. */
record HeldImages(
        ImageShape shape, PixelType pixelType, int size, IntFunction<byte[]> bytes, IntFunction<float[]> floats)
        implements ImageSource {
    @Override
    public int classes() {
        return 10;
    }

    @Override
    public List<DataFile> files() {
        return List.of();
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        for (int row : rows) {
            if (pixelType == PixelType.UNSIGNED_BYTE) {
                consumer.bytes(row, row % 10, bytes.apply(row));
            } else {
                consumer.floats(row, row % 10, floats.apply(row));
            }
        }
    }
}
