package org.quorumsgd.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The lines that a log gains from one look to the next. */
final class LogTail {
    private final Path file;
    private long position;

    private LogTail(Path file, long position) {
        this.file = file;
        this.position = position;
    }

    /** Lines from now on. */
    static LogTail from(Path file) {
        try {
            return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole lines only; the last one may still be on its way. */
    List<String> next() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (in.length() - position)];
            in.seek(position);
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            position += whole.getBytes(StandardCharsets.UTF_8).length;
            return whole.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the newest line of an executor's log tells that a task begins. */
    boolean showsTaskAtWork() {
        return comesTrue(1_000, () -> {
            List<String> lines = next();
            return !lines.isEmpty() && lines.get(lines.size() - 1).contains("Running task");
        });
    }

    /** Waits for a line with a text; tells whether it came. */
    boolean shows(String text, long mostMillis) {
        return comesTrue(mostMillis, () -> next().stream().anyMatch(line -> line.contains(text)));
    }

    private static boolean comesTrue(long mostMillis, BooleanSupplier condition) {
        long deadline = System.nanoTime() + mostMillis * 1_000_000;
        while (System.nanoTime() < deadline) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Signals.sleep(1);
        }
        return false;
    }
}
