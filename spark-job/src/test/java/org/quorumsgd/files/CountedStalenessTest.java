package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.ensemble.TrainingState;
import org.quorumsgd.run.StalenessHistogram;

final class CountedStalenessTest {
    private record Rounds(int rounds) implements TrainingState {}

    @TempDir
    private Path directory;

    @Test
    void aResumedRunCountsAsAnUndisturbedOneFromItsCheckpointOn() throws IOException {
        RunDirectory run = RunDirectory.create(new Configuration(), directory.toString(), "run");
        Checkpoints checkpoints = run.checkpoints("e".repeat(64), 2);
        CountedStaleness begun = new CountedStaleness(run, checkpoints, Optional.empty());
        begun.add(1, 0);
        begun.add(0, 3);
        begun.add(1, 0);
        assertThat(begun.save(2)).hasSize(1);
        begun.add(0, 12);
        begun.add(1, 0);
        Map<String, String> files = begun.save(5);
        assertThat(files).containsOnlyKeys("staleness-000000001-000000002.csv", "staleness-000000003-000000005.csv");
        begun.add(0, 99); // after the checkpoint, before the driver is killed
        CountedStaleness resumed = new CountedStaleness(run, checkpoints, checkpoint(5, files));
        resumed.add(0, 3);
        resumed.write();
        assertThat(Files.readString(directory.resolve("run/staleness.csv")))
                .isEqualTo("agent,staleness,commits\n0,3,2\n0,12,1\n1,0,3\n");
        assertThat(directory.resolve("run/staleness.parquet")).exists();
        StalenessHistogram histogram = resumed.histogram().orElseThrow();
        assertThat(histogram.commits()).isEqualTo(6);
        assertThat(histogram.mean()).isEqualTo(3);
        assertThat(histogram.rootMeanSquare()).isCloseTo(Math.sqrt((9 + 9 + 144) / 6.0), within(1e-15));
        assertThat(histogram.largest()).isEqualTo(12);
    }

    /** Rather nothing than a part that looks like the whole. */
    @Test
    void afterACheckpointOfAnEarlierVersionNothingIsClaimed() throws IOException {
        RunDirectory run = RunDirectory.create(new Configuration(), directory.toString(), "run");
        Checkpoints checkpoints = run.checkpoints("e".repeat(64), 2);
        CountedStaleness resumed = new CountedStaleness(run, checkpoints, checkpoint(5, Map.of()));
        resumed.add(0, 3);
        assertThat(resumed.save(6)).isEmpty();
        resumed.write();
        assertThat(resumed.histogram()).isEmpty();
        assertThat(directory.resolve("run/staleness.csv")).doesNotExist();
    }

    private Optional<Checkpoint> checkpoint(int rounds, Map<String, String> rows) {
        return Optional.of(new Checkpoint(directory.toString(), rounds, new Rounds(rounds), new TreeMap<>(rows)));
    }
}
