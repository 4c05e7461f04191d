package org.quorumsgd.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Parquet's codecs, but for Snappy, whose stream waits for ever where a page is shorter than its header says: here a page is
 * unpacked whole, once its lengths agree.
 */
final class CheckedSnappy implements CompressionCodecFactory {
    /** Above what Snappy's format can reach: a copy of 64 bytes takes 3. */
    private static final int LARGEST_RATIO = 64;

    private final CodecFactory others;

    CheckedSnappy(Configuration configuration) {
        this.others = new CodecFactory(configuration, 0);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return codec == CompressionCodecName.SNAPPY ? new Unpacking() : others.getDecompressor(codec);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return others.getCompressor(codec);
    }

    @Override
    public void release() {
        others.release();
    }

    private static final class Unpacking implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int uncompressedSize) throws IOException {
            byte[] packed = bytes.toByteArray();
            int length = Snappy.uncompressedLength(packed);
            if (length != uncompressedSize || length / LARGEST_RATIO > packed.length) {
                throw new IOException("a Snappy page of " + packed.length + " bytes says that it holds " + length
                        + ", its header " + uncompressedSize);
            }
            return BytesInput.from(Snappy.uncompress(packed));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int uncompressedSize)
                throws IOException {
            byte[] packed = new byte[compressedSize];
            input.get(packed);
            output.put(decompress(BytesInput.from(packed), uncompressedSize).toByteArray());
        }

        @Override
        public void release() {}
    }
}
