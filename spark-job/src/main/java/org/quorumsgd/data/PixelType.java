package org.quorumsgd.data;

/** How a source stores a pixel. */
public enum PixelType {
    UNSIGNED_BYTE(1),
    FLOAT(Float.BYTES);

    private final int bytes;

    PixelType(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
