package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.faults.FlakyFileSystem;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;

final class GrowingTableTest {
    @TempDir
    private Path directory;

    /** That six writes in a row fail has a probability of 0.2^6; with this seed none of 40 rows meets it. */
    @Test
    void noRowIsTornMissingOrTwiceWhenOneWriteInFiveFails() throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.flaky.impl", FlakyFileSystem.class.getName());
        hadoop.setLong("fs.flaky.seed", 3);
        int failuresBefore = FlakyFileSystem.failures();
        RunDirectory run = RunDirectory.create(hadoop, "flaky://" + directory, "run");
        try (GrowingTable table = new GrowingTable(run, RoundsTable.SCHEMA, List.of())) {
            for (long round = 1; round <= 40; round++) {
                table.append(List.of(row(round)));
                assertThat(run.rows(RoundsTable.SCHEMA)).hasSize((int) round);
            }
        }
        assertThat(FlakyFileSystem.failures() - failuresBefore).isBetween(4, 60);
        run.writeParquet(RoundsTable.SCHEMA);
        assertThat(run.rows(RoundsTable.SCHEMA))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40)
                        .mapToObj(GrowingTableTest::row)
                        .toList());
        assertThat(names()).containsExactly("rounds.csv", "rounds.parquet");
    }

    @Test
    void rowsThatAreOnDiskStayThereWhenNothingCanBeWrittenAnyMore() throws IOException {
        RunDirectory run = RunDirectory.create(new Configuration(), directory.toString(), "run");
        GrowingTable table = new GrowingTable(run, RoundsTable.SCHEMA, List.of());
        table.append(List.of(row(1)));
        table.close();
        Path gone = directory.resolve("elsewhere");
        Files.move(directory.resolve("run"), gone);
        Files.writeString(directory.resolve("run"), "a file in place of the directory");
        assertThatThrownBy(() -> table.append(List.of(row(2))))
                .isInstanceOf(UnwrittenException.class)
                .hasMessageStartingWith("Could not write " + run.path() + "/rounds.csv: ")
                .hasMessageEndingWith(" (6 attempts)");
        Files.delete(directory.resolve("run"));
        Files.move(gone, directory.resolve("run"));
        assertThat(run.rows(RoundsTable.SCHEMA)).containsExactly(row(1));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("run"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Row row(long round) {
        return RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, round).set(RoundsTable.TRAIN_LOSS, 1.0 / round);
    }
}
