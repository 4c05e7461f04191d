package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.faults.FlakyFileSystem;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Npy;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.TableWriter;

class RunDirectoryTest {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
    private final Configuration hadoop = new Configuration();

    @TempDir
    private Path temporary;

    @Test
    void anExistingDirectoryIsRefusedAndLeftAsItIs() throws IOException {
        Path existing = Files.createDirectories(temporary.resolve("x"));

        assertThatThrownBy(() -> RunDirectory.create(hadoop, temporary.toString(), "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid output directory: " + existing
                        + " (expected a directory that does not exist; choose another --run-id or --out)");
        assertThat(existing).isEmptyDirectory();
    }

    @Test
    void directoriesBesideRunsMayHaveAColonInTheirNames() throws IOException {
        Files.createDirectories(temporary.resolve("2026-11-21T10:00"));
        assertThat(HadoopDirectory.of(hadoop, temporary.toString()).subdirectories())
                .singleElement()
                .satisfies(inside -> assertThat(inside.name()).isEqualTo("2026-11-21T10:00"));
    }

    @Test
    void aCopyIsWholeWhenItsFirstWriteFails() throws IOException {
        hadoop.set("fs.flaky.impl", FlakyFileSystem.class.getName());
        hadoop.setBoolean("fs.flaky.impl.disable.cache", true);
        hadoop.setLong("fs.flaky.seed", 3);
        RunDirectory run = RunDirectory.create(hadoop, "flaky://" + temporary, "run");
        run.write("table", out -> out.write(new byte[1000]));
        int failuresBefore = FlakyFileSystem.failures();
        for (int copy = 0; copy < 20; copy++) {
            run.copy("table", new org.apache.hadoop.fs.Path(run.path().getParent(), "copy" + copy));
            assertThat(Files.size(temporary.resolve("copy" + copy + "/table"))).isEqualTo(1000);
        }
        assertThat(FlakyFileSystem.failures()).isGreaterThan(failuresBefore);
    }

    @Test
    void runIdAndOutputDirectoryAreRefusedTogetherAndNothingIsWritten() throws IOException {
        Problems problems = new Problems();

        RunDirectory.check(hadoop, "nowhere://x", "a/../b", problems);

        assertThat(problems.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Invalid run id: a/../b (expected 1 to 128 "),
                        line -> assertThat(line)
                                .startsWith("Invalid output directory: nowhere://x (expected a path of a Hadoop"));
    }

    @Test
    void ofRunsThatBeginAtOnceUnderOneIdOnlyOneGetsTheDirectory() throws Exception {
        int runs = 8;
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        try {
            for (int repetition = 0; repetition < 50; repetition++) {
                String id = "x" + repetition;
                CyclicBarrier together = new CyclicBarrier(runs);
                Callable<Integer> run = () -> {
                    together.await();
                    try {
                        RunDirectory.create(hadoop, temporary.toString(), id);
                        return 1;
                    } catch (InvalidInputException e) {
                        assertThat(e).hasMessageContaining("expected a directory that does not exist");
                        return 0;
                    }
                };
                int made = 0;
                for (Future<Integer> each : threads.invokeAll(Collections.nCopies(runs, run))) {
                    made += each.get();
                }
                assertThat(made).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOutputDirectoryBelowAFileIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "text");

        assertThatThrownBy(() -> RunDirectory.create(hadoop, file.toString(), "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid output directory: " + file + "/x (expected a place where");
    }

    @Test
    void onlyARunCanBeOpened() throws IOException {
        assertThatThrownBy(() -> RunDirectory.open(hadoop, temporary.toString(), "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid run directory: " + temporary + "/x (expected a run with its manifest.json)");

        RunDirectory.create(hadoop, temporary.toString(), "x").write(manifest());

        assertThat(RunDirectory.open(hadoop, temporary.toString(), "x").manifest())
                .isEqualTo(manifest());
    }

    @Test
    void aFailedReplacementLeavesTheOldFileAndNoLitter() throws IOException {
        RunDirectory directory = RunDirectory.create(hadoop, temporary.toString(), "x");
        directory.write("model.zip", out -> out.write("old".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> directory.write("model.zip", out -> {
                    out.write("half of the ne".getBytes(StandardCharsets.UTF_8));
                    throw new IOException("disk full");
                }))
                .isInstanceOf(UnwrittenException.class)
                .hasMessage("Could not write " + directory.path() + "/model.zip: disk full (6 attempts)");

        assertThat(temporary.resolve("x/model.zip")).hasContent("old");
        assertThat(names("x")).containsExactly("model.zip");
    }

    @Test
    void theOldContentIsThereUntilTheNewIsComplete() throws IOException {
        RunDirectory directory = RunDirectory.create(hadoop, temporary.toString(), "x");
        directory.write(manifest());
        Manifest done = manifest().ended(RunStatus.DONE, START.plusSeconds(60), null);

        directory.write("manifest.json", out -> {
            out.write(done.toJson(), 0, 100);
            out.flush();
            assertThat(directory.manifest()).isEqualTo(manifest());
            out.write(done.toJson(), 100, done.toJson().length - 100);
        });

        assertThat(directory.manifest()).isEqualTo(done);
        assertThat(names("x")).containsExactly("manifest.json");
    }

    /** The way of HDFS, tried on the file system at hand that FileContext serves too. */
    @Test
    void aFileIsReplacedThroughFileContextElsewhere() throws IOException {
        FileSystem checksummed = FileSystem.getLocal(hadoop);
        var file = new org.apache.hadoop.fs.Path(temporary.resolve("f").toUri());

        AtomicFile.write(checksummed, file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
        AtomicFile.write(checksummed, file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));

        assertThat(temporary.resolve("f")).hasContent("new");
    }

    @Test
    void flushedRowsCanBeReadWhileTheTableIsOpen() throws IOException {
        RunDirectory directory = RunDirectory.create(hadoop, temporary.toString(), "x");
        Path file = temporary.resolve("x/rounds.csv");

        try (TableWriter table = directory.beginTable(RoundsTable.SCHEMA, List.of())) {
            table.flush();
            assertThat(Files.readAllLines(file)).hasSize(1);
            table.append(round(1));
            table.flush();
            assertThat(Files.readAllLines(file)).hasSize(2);
        }
        assertThat(names("x")).containsExactly("rounds.csv");
    }

    @Test
    void theQuorumVectorComesBack() throws IOException {
        float[] quorum = {1f, -0f, Float.MIN_VALUE};

        RunDirectory.create(hadoop, temporary.toString(), "x").write(quorum);

        try (InputStream in = Files.newInputStream(temporary.resolve("x/quorum.npy"))) {
            assertThat(Npy.read("quorum.npy", in)).isEqualTo(quorum);
        }
    }

    private List<String> names(String run) throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve(run))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Row round(long round) {
        return RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, round).set(RoundsTable.TRAIN_LOSS, 1.0 / round);
    }

    private static Manifest manifest() {
        return new Manifest(
                "x",
                "digits",
                RunStatus.RUNNING,
                null,
                START,
                List.of(),
                null,
                4,
                2410,
                0L,
                1,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                "0".repeat(64),
                Map.of());
    }
}
