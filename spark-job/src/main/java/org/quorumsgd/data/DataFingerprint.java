package org.quorumsgd.data;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Identifies a file's content for the run's manifest.
 *
 * @param sha256 SHA-256 of the file as it is stored (packed, if it is packed), lower-case hexadecimal
 */
public record DataFingerprint(String name, long bytes, String sha256) {
    /** Streams the file once. */
    public static DataFingerprint of(DataFile file) {
        try (InputStream in = file.open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                digest.update(buffer, 0, length);
                bytes += length;
            }
            return new DataFingerprint(file.name(), bytes, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            throw DataProblems.unreadable(file.name(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** All files of a data set, in its order. */
    public static List<DataFingerprint> of(ImageDataSet dataSet) {
        DataProblems problems = new DataProblems();
        List<DataFingerprint> fingerprints = dataSet.files().stream()
                .flatMap(file -> Stream.ofNullable(problems.attempt(() -> of(file))))
                .toList();
        problems.throwIfAny();
        return fingerprints;
    }
}
