package org.quorumsgd.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint that tells whether two runs ended in the same bits. */
public final class QuorumHash {
    private static final int CHUNK_FLOATS = 16_384;

    private QuorumHash() {}

    /**
     * SHA-256 of the vector's little-endian float32 bytes, in 64 lower-case hex digits. The bits count, not the values:
     * 0.0 and -0.0 differ, and so do two NaNs of different payload. The empty vector has the hash of no bytes.
     */
    public static String sha256(float[] vector) {
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < vector.length; from += CHUNK_FLOATS) {
            int count = Math.min(CHUNK_FLOATS, vector.length - from);
            chunk.clear();
            chunk.asFloatBuffer().put(vector, from, count);
            chunk.limit(count * Float.BYTES);
            digest.update(chunk);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of bytes, in 64 lower-case hex digits. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
