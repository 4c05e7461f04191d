package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.InvalidInputException;

class BatchLockTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void aLockThatAnotherHasTakenOverIsLeftToIt() throws IOException {
        Path file = directory.resolve(".grid.lock");
        try (BatchLock lock = take()) {
            assertThat(lock).isNotNull();
            Files.writeString(file, "process 7 on node-2 since 2026-11-22T02:06:00Z");
        }
        assertThat(file).hasContent("process 7 on node-2 since 2026-11-22T02:06:00Z");
    }

    @Test
    void onlyOneOfManyTakesOverWhatWasLeftBehind() throws IOException {
        for (int time = 0; time < 20; time++) {
            Files.writeString(directory.resolve(".grid.lock"), "process 99999999999 on " + "nowhere since long ago");
            Files.setLastModifiedTime(
                    directory.resolve(".grid.lock"), java.nio.file.attribute.FileTime.from(NOW.minusSeconds(3600)));
            AtomicInteger refused = new AtomicInteger();
            List<BatchLock> taken = IntStream.range(0, 4)
                    .parallel()
                    .mapToObj(taker -> {
                        try {
                            return List.of(take());
                        } catch (InvalidInputException | IOException other) {
                            refused.incrementAndGet();
                            return List.<BatchLock>of();
                        }
                    })
                    .flatMap(List::stream)
                    .toList();
            taken.forEach(BatchLock::close);
            assertThat(taken).hasSize(1);
            assertThat(refused).hasValue(3);
        }
    }

    @Test
    void aLockOfAProcessThatLivesIsNamed() throws IOException {
        try (BatchLock lock = take()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(this::take)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("Invalid batch: grid is being done by process ");
        }
        assertThat(directory.resolve(".grid.lock")).doesNotExist();
    }

    private BatchLock take() throws IOException {
        return BatchLock.take(new Configuration(), directory.toString(), "grid", NOW);
    }
}
