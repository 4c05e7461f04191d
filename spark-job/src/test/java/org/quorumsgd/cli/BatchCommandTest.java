package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.files.BatchLock;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.TableReader;
import sun.misc.Signal;

final class BatchCommandTest {
    private static final List<String> LABELS = List.of(
            "coupling.gain=0.5,seed=1", "coupling.gain=0.5,seed=2", "coupling.gain=2,seed=1", "coupling.gain=2,seed=2");

    /** Dropout and batch norm, which draw from the library's own generators. */
    private static final String NETWORK = """
            agents = 2, rounds = 3, batch-size = 8
            model { preset = boffi-cnn, channels = [2, 2, 2], fully-connected = 8, dropout = 0.3 }
            """;

    private static final String GRID = "batch.grid { \"coupling.gain\" = [0.5, 2], seed = [1, 2] }\n";

    /** Where it does not matter what is trained. */
    private static final String SMALL = "agents = 2, rounds = 2, batch-size = 8, model.hidden = [4]\n";

    /** Of the network: done once, and not changed. */
    @TempDir
    private static Path shared;

    private static InProcess whole = new InProcess(1, List.of(), List.of());

    @TempDir
    private Path directory;

    private Path configuration = Path.of("");

    @BeforeAll
    static void runTheNetwork() throws IOException {
        Path file = Files.writeString(shared.resolve("network.conf"), NETWORK + GRID);
        whole = InProcess.run("batch", file.toString(), "--out", shared.toString(), "--run-id", "b");
        assertThat(whole.exitCode()).as("%s", whole).isZero();
    }

    @BeforeEach
    void writeConfiguration() throws IOException {
        configuration = Files.writeString(directory.resolve("grid.conf"), SMALL + GRID);
    }

    @Test
    void everyRunHasTheFilesAndTheBitsOfATrainOfItsConfiguration() throws IOException {
        assertThat(names(shared.resolve("b"))).containsExactlyInAnyOrderElementsOf(withTable(LABELS));

        Path alone = Files.writeString(directory.resolve("alone.conf"), NETWORK);
        InProcess train = InProcess.run(
                "train",
                alone.toString(),
                "--out",
                directory.toString(),
                "--run-id",
                "alone",
                "--set",
                "coupling.gain=2",
                "--set",
                "seed=1");
        assertThat(train.exitCode()).as("%s", train).isZero();
        RunFiles inBatch = new RunFiles(shared.resolve("b").resolve(LABELS.get(2)));
        RunFiles byItself = new RunFiles(directory.resolve("alone"));
        assertThat(inBatch.names()).isEqualTo(byItself.names());
        assertThat(inBatch.summary().quorumSha256())
                .isEqualTo(byItself.summary().quorumSha256());
        assertThat(inBatch.manifest().configurationSha256())
                .isEqualTo(byItself.manifest().configurationSha256());
    }

    @Test
    void bitsDoNotDependOnHowManyRunsGoOnAtATime() throws IOException {
        configuration = Files.writeString(directory.resolve("network.conf"), NETWORK + GRID);
        InProcess parallel = batch("three", "--parallel", "3");
        assertThat(parallel.exitCode()).as("%s", parallel).isZero();
        assertThat(hashes(directory.resolve("three"))).isEqualTo(hashes(shared.resolve("b")));
        assertThat(hashes(shared.resolve("b")).values()).doesNotHaveDuplicates();
    }

    @Test
    void tableHoldsKeysStatusAndSummaryOfEveryRun() throws IOException {
        BatchTable table = new BatchTable(List.of("coupling.gain", "seed"));
        List<Row> rows = table(shared, table);
        assertThat(rows).extracting(row -> row.text(table.column("run"))).isEqualTo(LABELS);
        assertThat(rows)
                .extracting(row -> row.text(table.column("coupling.gain")))
                .containsExactly("0.5", "0.5", "2.0", "2.0");
        assertThat(rows).extracting(row -> row.text(table.column("status"))).containsOnly("done");
        assertThat(rows)
                .extracting(row -> row.text(table.column("quorum_sha256")))
                .containsExactlyElementsOf(
                        hashes(shared.resolve("b")).values().stream().toList());
        assertThat(rows.get(3).number(table.column("test_error")))
                .isEqualTo(new RunFiles(shared.resolve("b").resolve(LABELS.get(3)))
                        .summary()
                        .testError());

        assertThat(whole.out()).filteredOn(line -> line.matches("[1-4]/4 · .*")).hasSize(4);
        assertThat(whole.out())
                .filteredOn(line -> line.startsWith("  "))
                .satisfiesExactly(
                        line -> assertThat(line.strip().split(" {2,}"))
                                .containsExactly(
                                        "configuration",
                                        "runs",
                                        "test error",
                                        "min .. max",
                                        "test loss",
                                        "spread at the end"),
                        line -> assertThat(line).matches("  coupling.gain=0.5 +2 .* ± .* \\.\\. .* ± .* ± .*"),
                        line -> assertThat(line).matches("  coupling.gain=2 +2 .* ± .* \\.\\. .* ± .* ± .*"));
    }

    @Test
    void aRunThatDivergesIsAResultAndDoesNotStopTheOthers() throws IOException {
        configuration = Files.writeString(
                directory.resolve("fast.conf"),
                "agents = 2, rounds = 30, model.hidden = [16], batch.grid.learning-rate.initial = [1e30, 0.05]");
        InProcess batch = batch("b");
        assertThat(batch.exitCode()).as("%s", batch).isEqualTo(ExitCode.DONE.code);
        assertThat(run("b", "learning-rate.initial=1e30").manifest().status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(run("b", "learning-rate.initial=0.05").manifest().status()).isEqualTo(RunStatus.DONE);
        assertThat(batch.out())
                .anyMatch(line -> line.startsWith("  Diverged in round "))
                .contains("1 diverged: learning-rate.initial=1e30");
    }

    @Test
    void aSecondCallDoesExactlyWhatDivergedAndWhatWasKilled() throws Exception {
        configuration = twelve(2000);
        RunFiles victim = run("b", "cell-4");
        Thread killer = new Thread(() -> {
            while (victim.roundsSoFar() < 12) {
                if (Thread.interrupted()) {
                    return; // the batch has ended without it
                }
            }
            // Between two jobs there is nothing to cancel.
            while (!Thread.interrupted() && victim.manifest().status() == RunStatus.RUNNING) {
                SparkContext.getOrCreate().cancelJobGroup("cell-4");
            }
        });
        killer.start();
        InProcess first = batch("b");
        killer.interrupt();
        killer.join();
        assertThat(first.exitCode()).as("%s", first).isEqualTo(ExitCode.FAILED.code);
        assertThat(first.out()).contains("1 failed: cell-4", "1 diverged: cell-7");

        configuration = twelve(100); // a length may change, and this one is not waited for
        InProcess second = batch("b", "--resume");
        assertThat(second.exitCode()).as("%s", second).isZero();
        assertThat(second.out())
                .contains("2 runs to do, 10 done before", "1 diverged: cell-7")
                .anyMatch(line -> line.startsWith("1/2 · cell-4 · done"))
                .anyMatch(line -> line.startsWith("2/2 · cell-7 · diverged"));
        assertThat(victim.manifest().resumptions())
                .singleElement()
                .satisfies(resumption -> assertThat(resumption.afterRound()).isGreaterThanOrEqualTo(10));
    }

    /** Twelve runs of 20 rounds, of which the seventh diverges and the fourth is as long as it takes to kill it. */
    private Path twelve(int roundsOfTheFourth) throws IOException {
        String cells = IntStream.rangeClosed(1, 12)
                .mapToObj(cell -> "{ label = cell-%d, seed = %d, learning-rate.initial = %s, rounds = %d }"
                        .formatted(cell, cell, cell == 7 ? "1e30" : "0.05", cell == 4 ? roundsOfTheFourth : 20))
                .collect(Collectors.joining(", "));
        return Files.writeString(
                directory.resolve("twelve.conf"),
                "agents = 2, batch-size = 8, model.hidden = [16], checkpoint.every-rounds = 5, batch.runs = [" + cells
                        + "]");
    }

    @Test
    void aNightIsDoneOnceAndStandsInTheTableOfAllNights() throws IOException {
        List<String> tonight = List.of(
                "batch",
                configuration.toString(),
                "--out",
                directory.toString(),
                "--name",
                "grid",
                "--date",
                "2026-11-21");
        InProcess first = InProcess.run(tonight.toArray(String[]::new));
        assertThat(first.exitCode()).as("%s", first).isZero();
        assertThat(names(directory.resolve("grid-2026-11-21"))).containsAll(LABELS);
        assertThat(directory.resolve("cells/batch=grid/night=2026-11-21/batch.parquet"))
                .hasSameBinaryContentAs(directory.resolve("grid-2026-11-21/batch.parquet"));
        assertThat(directory.resolve(".grid.lock")).doesNotExist();

        InProcess again = InProcess.run(tonight.toArray(String[]::new));
        assertThat(again.exitCode()).isZero();
        assertThat(again.out())
                .contains(
                        "Batch grid-2026-11-21 is done; nothing to resume",
                        "The first night of grid; the next one will be compared with it");
    }

    @Test
    void theNextNightIsComparedAndSomebodyIsTold() throws IOException {
        Path message = directory.resolve("message.json");
        for (String night : List.of("2026-11-20", "2026-11-21")) {
            InProcess batch = InProcess.run(
                    "batch",
                    configuration.toString(),
                    "--out",
                    directory.toString(),
                    "--name",
                    "grid",
                    "--date",
                    night,
                    "--notify",
                    "cat > " + message,
                    "--set",
                    "learning-rate.initial=" + (night.endsWith("20") ? "0.05" : "0.04"));
            assertThat(batch.exitCode()).as("%s", batch).isZero();
            JsonNode told = new ObjectMapper().readTree(message.toFile());
            assertThat(told.get("batch").asText()).isEqualTo("grid-" + night);
            assertThat(told.get("exit_code").asInt()).isZero();
            assertThat(told.get("runs").get("done").asInt()).isEqualTo(4);
            assertThat(told.get("changes").toString())
                    .contains(night.endsWith("20") ? "first night" : "learning-rate.initial: 0.05 -> 0.04");
        }
        assertThat(Files.readString(directory.resolve("grid.html")))
                .contains("<li>learning-rate.initial: 0.05 -&gt; 0.04</li>", "grid-2026-11-20/report.html");
    }

    @Test
    void somebodyIsToldThatANightWasRefused() throws IOException {
        Path message = directory.resolve("message.json");
        InProcess refused = InProcess.run(
                "batch",
                configuration.toString(),
                "--out",
                directory.toString(),
                "--notify",
                "cat > " + message,
                "--set",
                "data.format=idx",
                "--set",
                "data.path=/nowhere");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        JsonNode told = new ObjectMapper().readTree(message.toFile());
        assertThat(told.get("exit_code").asInt()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(told.get("problems"))
                .isNotEmpty()
                .extracting(JsonNode::asText)
                .isEqualTo(refused.err());
    }

    @Test
    void theSecretPartsOfAWebHookAreNotLogged() {
        assertThat(new BatchNotification("https://hooks.example.com:8443/services/T0/B0/secret?key=x").addressee())
                .isEqualTo("https://hooks.example.com:8443/...");
        assertThat(new BatchNotification("https://user:secret@hooks.example.com").addressee())
                .isEqualTo("https://hooks.example.com/...");
        assertThat(new BatchNotification("mail -s token=secret ops").addressee())
                .doesNotContain("secret");
    }

    @Test
    void twoNightsAreNotDoneAtOnce() throws IOException {
        try (BatchLock lastNight = BatchLock.take(
                new org.apache.hadoop.conf.Configuration(), directory.toString(), "grid", Instant.now())) {
            InProcess refused = InProcess.run(
                    "batch",
                    configuration.toString(),
                    "--out",
                    directory.toString(),
                    "--name",
                    "grid",
                    "--date",
                    "2026-11-21");
            assertThat(refused.exitCode()).as("%s", refused).isEqualTo(ExitCode.INVALID_INPUT.code);
            assertThat(refused.err())
                    .singleElement()
                    .asString()
                    .startsWith("Invalid batch: grid is being done by process "
                            + ProcessHandle.current().pid() + " on ");
            assertThat(directory.resolve("grid-2026-11-21")).doesNotExist();
        }
        assertThat(directory.resolve(".grid.lock")).doesNotExist();
    }

    @Test
    void theLockOfAProcessThatIsGoneIsTakenOver() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        String host = InetAddress.getLocalHost().getHostName();
        Files.writeString(directory.resolve(".grid.lock"), "process " + gone.pid() + " on " + host + " since long ago");
        BatchLock.take(new org.apache.hadoop.conf.Configuration(), directory.toString(), "grid", Instant.now())
                .close();
        assertThat(directory.resolve(".grid.lock")).doesNotExist();
    }

    @Test
    void theLockOfAnEarlierProcessOfTheSameNumberIsTakenOver() throws IOException {
        String host = InetAddress.getLocalHost().getHostName();
        Path lock = Files.writeString(
                directory.resolve(".grid.lock"),
                "process " + ProcessHandle.current().pid() + " on " + host + " since long ago");
        Files.setLastModifiedTime(lock, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        BatchLock.take(new org.apache.hadoop.conf.Configuration(), directory.toString(), "grid", Instant.now())
                .close();
        assertThat(lock).doesNotExist();
    }

    @Test
    void anOutputThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("out"), "a file");
        InProcess refused = InProcess.run("batch", configuration.toString(), "--out", file.toString());
        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(refused.err()).singleElement().asString().startsWith("Invalid output directory: ");
    }

    @Test
    void severalFilesAreOneBatch() throws IOException {
        Path nightly = Files.createDirectory(directory.resolve("nightly"));
        Path grid = Files.copy(configuration, nightly.resolve("grid.conf"));
        Path single = Files.writeString(nightly.resolve("single.conf"), SMALL);
        InProcess batch = InProcess.run(
                "batch", grid.toString(), single.toString(), "--out", directory.toString(), "--date", "2026-11-21");
        assertThat(batch.exitCode()).as("%s", batch).isZero();
        assertThat(names(directory.resolve("nightly-2026-11-21")))
                .contains("single")
                .containsAll(LABELS.stream().map(label -> "grid," + label).toList());
    }

    @Test
    void todayIsTheDateInUtcAtTheStart() {
        LocalDate before = LocalDate.now(ZoneOffset.UTC);
        InProcess batch = InProcess.run(
                "batch", configuration.toString(), "--out", directory.toString(), "--name", "night", "--date", "today");
        assertThat(batch.exitCode()).as("%s", batch).isZero();
        assertThat(List.of(before, LocalDate.now(ZoneOffset.UTC)))
                .anySatisfy(day -> assertThat(directory.resolve("night-" + day)).isDirectory());
    }

    @Test
    void theProblemsOfAllFilesAndOptionsComeAtOnce() throws IOException {
        Path first = Files.writeString(directory.resolve("first.conf"), "agents = 0");
        Path second = Files.writeString(directory.resolve("second.conf"), "gain = 1");
        InProcess files = InProcess.run("batch", first.toString(), second.toString());
        assertThat(files.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(files.err())
                .hasSize(2)
                .anyMatch(line -> line.startsWith(first + ": Invalid agents: 0"))
                .anyMatch(line -> line.startsWith(second + ": Unknown key gain in "));
        InProcess options = InProcess.run(
                "batch", configuration.toString(), "--date", "yesterday", "--run-id", "x", "--parallel", "0");
        assertThat(options.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(options.err())
                .containsExactlyInAnyOrder(
                        "Invalid --run-id: x (expected none beside --date, which names the batch directory)",
                        "Invalid --date: yesterday (expected a date such as 2026-01-31, or today)",
                        "Invalid --parallel: 0 (expected a whole number >= 1)");
        InProcess deaf = InProcess.run("batch", configuration.toString(), "--notify", "https://", "--parallel", "0");
        assertThat(deaf.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(deaf.err())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("Invalid --notify: https:// (expected a URL"));
    }

    @Test
    void theSameRunInTwoFilesIsRefused() throws IOException {
        Path grid = Files.writeString(directory.resolve("a.conf"), SMALL + GRID);
        Path again =
                Files.writeString(directory.resolve("b.conf"), SMALL + "batch.grid.seed = [2, 3], coupling.gain = 2");
        Path single = Files.writeString(directory.resolve("c.conf"), SMALL + "seed = 3, coupling.gain = 2.0");
        InProcess refused = InProcess.run("batch", grid.toString(), again.toString(), single.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(refused.err())
                .hasSize(2)
                .contains("Invalid run of b: seed=2 (expected another than in a)")
                .anyMatch(line -> line.matches("Invalid run of c: cell [0-9a-f]{12} \\(expected another than in b\\)"));
    }

    @Test
    void aHookThatFailsOrHangsIsOnlyAWarning() throws IOException {
        Path message = directory.resolve("message.json");
        BatchNotification.End end =
                new BatchNotification.End(ExitCode.DONE, Map.of(), List.of("x".repeat(200_000)), List.of());
        new BatchNotification("cat > " + message + "; exit 3").send("b", "d", end);
        assertThat(message).isNotEmptyFile();
        long begin = System.nanoTime();
        new BatchNotification("sleep 60; true", Duration.ofMillis(300)).send("b", "d", end);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(child -> child.info().commandLine().orElse("").contains("sleep 60")))
                .isEmpty();
    }

    @Test
    void anInterruptedBatchGoesOnToTheBitsOfAnUndisturbedOne() throws IOException, InterruptedException {
        configuration = Files.writeString(
                directory.resolve("long.conf"),
                "agents = 2, rounds = 60, batch-size = 8, model.hidden = [16], batch.grid.seed = [1, 2, 3]");
        RunFiles second = run("b", "seed=2");
        Thread signaller = new Thread(() -> {
            while (second.roundsSoFar() < 5) {
                if (Thread.interrupted()) {
                    return; // the batch has ended without it
                }
            }
            Signal.raise(new Signal("TERM"));
        });
        signaller.start();
        InProcess interrupted = batch("b");
        signaller.interrupt();
        signaller.join();
        assertThat(interrupted.exitCode()).as("%s", interrupted).isEqualTo(ExitCode.INTERRUPTED.code);
        assertThat(interrupted.out()).contains("1 interrupted: seed=2", "1 pending: seed=3");
        assertThat(directory.resolve("b/seed=3")).doesNotExist();
        BatchTable table = new BatchTable(List.of("seed"));
        assertThat(table(directory, table))
                .extracting(row -> row.text(table.column("status")))
                .containsExactly("done", "interrupted", "pending");

        InProcess resumed = batch("b", "--resume");
        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        assertThat(resumed.out()).contains("2 runs to do, 1 done before");
        assertThat(batch("whole").exitCode()).isZero();
        assertThat(List.of(hash("b", "seed=1"), hash("b", "seed=2"), hash("b", "seed=3")))
                .containsExactly(hash("whole", "seed=1"), hash("whole", "seed=2"), hash("whole", "seed=3"));
    }

    @Test
    void aDirectoryInTheWayOfARunIsRefusedBehindTheLabelOfThatRun() throws IOException {
        assertThat(batch("b").exitCode()).isZero();
        Files.delete(directory.resolve("b").resolve(LABELS.get(1)).resolve("manifest.json"));
        InProcess refused = batch("b", "--resume");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(refused.err()).singleElement().asString().startsWith(LABELS.get(1) + ": Invalid output directory: ");
    }

    @Test
    void aRunThatFailsDoesNotStopTheOthersAndIsDoneByTheNextAttempt() throws IOException {
        int recordBytes = 1 + 3 * 32 * 32;
        for (String data : List.of("bad", "good")) {
            Path made = Files.createDirectory(directory.resolve(data));
            for (String file : List.of(
                    "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")) {
                Files.write(made.resolve(file + ".bin"), new byte[10 * recordBytes]);
            }
        }
        Path spoilt = directory.resolve("bad/data_batch_4.bin");
        byte[] labelOutOfRange = new byte[10 * recordBytes];
        labelOutOfRange[0] = 11;
        Files.write(spoilt, labelOutOfRange);
        configuration = Files.writeString(directory.resolve("data.conf"), """
                agents = 2, rounds = 2, batch-size = 4, model.hidden = [4], data.format = cifar10
                batch.runs = [ { label = first, data.path = "%1$s/bad" }, { label = second, data.path = "%1$s/good" } ]
                """.formatted(directory));

        InProcess batch = batch("b");
        assertThat(batch.exitCode()).as("%s", batch).isEqualTo(ExitCode.FAILED.code);
        assertThat(batch.out())
                .contains("  Invalid label 0 in file:" + spoilt + ": 11 (expected 0 to 9)", "1 failed: first");
        assertThat(run("b", "second").manifest().status()).isEqualTo(RunStatus.DONE);

        Files.write(spoilt, new byte[10 * recordBytes]);
        InProcess repaired = batch("b", "--resume");
        assertThat(repaired.exitCode()).as("%s", repaired).isZero();
        assertThat(run("b", "first").manifest().status()).isEqualTo(RunStatus.DONE);
    }

    private static List<String> withTable(List<String> labels) {
        List<String> names = new ArrayList<>(labels);
        names.add("batch.csv");
        names.add("batch.parquet");
        names.add("report.html");
        return names;
    }

    private static List<String> names(Path parent) throws IOException {
        try (var children = Files.list(parent)) {
            return children.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static List<Row> table(Path parent, BatchTable table) throws IOException {
        return TableReader.readAll("batch.csv", Files.newInputStream(parent.resolve("b/batch.csv")), table.schema());
    }

    private static Map<String, String> hashes(Path batch) {
        Map<String, String> hashes = new LinkedHashMap<>();
        LABELS.forEach(label -> hashes.put(
                label,
                String.valueOf(new RunFiles(batch.resolve(label)).summary().quorumSha256())));
        return hashes;
    }

    private String hash(String id, String label) {
        return String.valueOf(run(id, label).summary().quorumSha256());
    }

    private RunFiles run(String id, String label) {
        return new RunFiles(directory.resolve(id).resolve(label));
    }

    private InProcess batch(String id, String... more) {
        List<String> arguments = new ArrayList<>(List.of("batch", configuration.toString()));
        arguments.addAll(List.of("--out", directory.toString(), "--run-id", id));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }
}
