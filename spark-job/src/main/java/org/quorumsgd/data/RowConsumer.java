package org.quorumsgd.data;

/**
 * Takes the rows of one pass over a source, in ascending order. A source calls only the method of its own pixel type. The
 * pixel array belongs to the source, which uses it again for the next row: copy what is to be kept.
 */
public interface RowConsumer {
    void bytes(int row, int label, byte[] pixels);

    void floats(int row, int label, float[] pixels);
}
