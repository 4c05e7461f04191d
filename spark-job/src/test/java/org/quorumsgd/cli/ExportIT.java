package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.Summary;

/** Exports of real runs; their notebook is run by Debian's Jupyter. Its figures are kept in target/notebook-figures. */
final class ExportIT {
    private static final Path FIGURES = Path.of("target/notebook-figures");
    private static final int FIGURES_OF_A_NOTEBOOK = 4;
    /** Tables of the notebook show six digits. */
    private static final double SHOWN = 1e-5;

    private static final int SEEDS = 3;
    private static final String NETWORK = "agents = 2, batch-size = 16, model.hidden = [16]\n";

    @TempDir
    private static Path directory;

    private static Path batch;

    @BeforeAll
    static void run() throws IOException {
        Path file = Files.writeString(directory.resolve("batch.conf"), NETWORK + """
                name = night, epochs = 3, learning-rate.initial = 0.05, theory.lanczos-steps = 5
                batch.grid { coupling.gain = [1, 10], seed = [1, 2, 3] }
                """);
        InProcess ran = InProcess.run("batch", file.toString(), "--out=" + directory, "--run-id=night", "--parallel=2");
        assertThat(ran.exitCode()).as(String.join("\n", ran.err())).isZero();
        batch = directory.resolve("night");
    }

    @Test
    void notebookOfARunShowsItsNumbers() throws IOException, InterruptedException {
        Path run = run(10, 1);
        ExecutedNotebook notebook = execute("one", run.toString());

        List<Row> rounds = new RunFiles(run).rows(RoundsTable.SCHEMA);
        assertThat(notebook.table(0)).hasSize(1);
        Map<String, String> shown = notebook.table(0).get(0);
        assertThat(shown).containsEntry("index 0", "coupling.gain=10,seed=1").containsEntry("status", "done");
        assertResults(shown, new RunFiles(run).summary());
        assertNumber(shown, "train_loss", rounds.get(rounds.size() - 1).number(RoundsTable.TRAIN_LOSS));
        assertThat(notebook.printed()).containsExactly(quorumLine(run));
    }

    @Test
    void notebookOfABatchShowsEachRunAndTheMeansOverTheSeeds() throws IOException, InterruptedException {
        ExecutedNotebook notebook = execute("batch", batch.toUri().toString());

        List<Path> runs = IntStream.of(1, 10)
                .boxed()
                .flatMap(gain -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> run(gain, seed)))
                .toList();
        List<Map<String, String>> shown = notebook.table(0);
        assertThat(shown).extracting(row -> row.get("index 0")).containsExactlyElementsOf(names(runs));
        for (int i = 0; i < runs.size(); i++) {
            assertResults(shown.get(i), new RunFiles(runs.get(i)).summary());
        }
        assertThat(notebook.printed())
                .containsExactlyElementsOf(
                        runs.stream().map(ExportIT::quorumLine).toList());
        for (int gain : new int[] {1, 10}) {
            double[] errors = IntStream.rangeClosed(1, SEEDS)
                    .mapToDouble(seed -> Objects.requireNonNull(
                            new RunFiles(run(gain, seed)).summary().testError()))
                    .toArray();
            double mean = IntStream.range(0, SEEDS)
                    .mapToDouble(i -> errors[i])
                    .average()
                    .orElseThrow();
            double squares = IntStream.range(0, SEEDS)
                    .mapToDouble(i -> Math.pow(errors[i] - mean, 2))
                    .sum();
            String group = "gain=" + gain + ".0";
            assertNumber(statistic(notebook, group, "count"), "test_error", SEEDS);
            assertNumber(statistic(notebook, group, "mean"), "test_error", mean);
            assertNumber(statistic(notebook, group, "std"), "test_error", Math.sqrt(squares / (SEEDS - 1)));
        }
    }

    /** Diverged with a checkpoint, still running with half a line, not begun yet, without any evaluation: each alone and all. */
    @Test
    void noCellFailsOnRunsThatAreNotLikeOthers() throws IOException, InterruptedException {
        train("diverged", ExitCode.DIVERGED, NETWORK + """
                rounds = 50, learning-rate.initial = 1e9, checkpoint.every-rounds = 1
                """);
        train("quadratic", ExitCode.DONE, """
                problem = quadratic, agents = 3, batch-size = 4, rounds = 200, optimiser.name = sgd, learning-rate.initial = 0.2
                quadratic { dimension = 200, examples = 600 }, coupling.gain = 1, evaluation.every-epochs = 1000
                theory.lanczos-steps = 3
                """);
        Path running = unfinished("_running $1$ NA");
        cut(running.resolve("rounds.csv"));
        cut(running.resolve("agents.csv"));
        Path begun = unfinished("NA");
        for (String table : List.of("rounds", "agents", "layers")) {
            Files.delete(begun.resolve(table + ".csv"));
        }
        List<Path> runs = List.of(directory.resolve("diverged"), directory.resolve("quadratic"), running, begun);
        for (Path run : runs) {
            ExecutedNotebook notebook = execute("alone-" + names(List.of(run)).get(0), run.toString());
            assertThat(notebook.table(0))
                    .extracting(row -> row.get("index 0"))
                    .containsExactlyElementsOf(names(List.of(run)));
        }
        ExecutedNotebook all = execute("all", runs.stream().map(Path::toString).toArray(String[]::new));
        assertThat(all.table(0))
                .extracting(row -> row.get("status"))
                .containsExactly("diverged", "done", "running", "running");
        String agents = all.printed().stream()
                .filter(line -> line.startsWith("diverged: 2 agents after "))
                .findFirst()
                .orElseThrow();
        double spread = spreadOfTheLastCheckpoint(directory.resolve("diverged"));
        assertThat(Double.parseDouble(agents.substring(agents.lastIndexOf(' '))))
                .isCloseTo(spread, within(1e-4 * spread));
    }

    @Test
    void parquetHasTheRowsOfAllRuns() throws IOException {
        export("parquet", batch.toString());

        List<Group> rounds = new ArrayList<>();
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(
                directory.resolve("parquet/rounds.parquet").toUri());
        try (ParquetReader<Group> reader =
                ParquetReader.builder(new GroupReadSupport(), file).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rounds.add(row);
            }
        }
        List<Row> ofLast = new RunFiles(run(10, SEEDS)).rows(RoundsTable.SCHEMA);
        assertThat(rounds).hasSize(2 * SEEDS * ofLast.size());
        Group last = rounds.get(rounds.size() - 1);
        assertThat(last.getString("run", 0)).isEqualTo("coupling.gain=10,seed=3");
        assertThat(last.getDouble("spread", 0))
                .isEqualTo(ofLast.get(ofLast.size() - 1).number(RoundsTable.SPREAD));
    }

    @Test
    void commandFindsAllThatIsWrongBeforeItWrites() throws IOException {
        Path file = Files.writeString(directory.resolve("a-file"), "x");
        InProcess wrong = InProcess.run("export", directory + "/none", "nofs://x/y", "--to=" + file);

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(wrong.err())
                .containsExactly(
                        "Invalid run directory: nofs://x/y (expected a path of a Hadoop file system: No FileSystem for scheme \"nofs\")",
                        "Invalid --to: " + file + " (expected a directory, not a file)",
                        "Invalid run directory: " + directory
                                + "/none (expected a directory that a run or a batch has written)");
        assertThat(file).hasContent("x");

        InProcess onto = InProcess.run("export", run(1, 1).toString(), "--to=" + batch);
        assertThat(onto.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(onto.err())
                .containsExactly("Invalid --to: " + batch + " (expected a directory other than that of the runs)");
        assertThat(batch.resolve("runs.ipynb")).doesNotExist();
    }

    private static void train(String id, ExitCode expected, String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve(id + ".conf"), configuration);
        InProcess train = InProcess.run("train", file.toString(), "--out=" + directory, "--run-id=" + id);
        assertThat(train.exitCode()).as("%s", train).isEqualTo(expected.code);
    }

    /** A run of the batch as it looked before its end. */
    private static Path unfinished(String name) throws IOException {
        Path run = Files.createDirectories(directory.resolve(name));
        for (String file : List.of("rounds.csv", "agents.csv", "layers.csv", "theory.json")) {
            Files.copy(run(10, 2).resolve(file), run.resolve(file));
        }
        String manifest = Files.readString(run(10, 2).resolve("manifest.json"));
        Files.writeString(run.resolve("manifest.json"), manifest.replace("\"done\"", "\"running\""));
        return run;
    }

    private static void cut(Path table) throws IOException {
        String text = Files.readString(table);
        Files.writeString(table, text.substring(0, text.length() - 20));
    }

    private static double spreadOfTheLastCheckpoint(Path run) {
        String last = new RunFiles(run)
                .names().stream()
                        .filter(name -> name.matches("checkpoints/round-\\d{9}"))
                        .reduce((one, other) -> other)
                        .orElseThrow();
        long round = Long.parseLong(last.substring(last.length() - 9));
        return new RunFiles(run)
                .rows(RoundsTable.SCHEMA).stream()
                        .filter(row -> row.whole(RoundsTable.ROUND) == round)
                        .findFirst()
                        .orElseThrow()
                        .number(RoundsTable.SPREAD);
    }

    private static Path run(int gain, int seed) {
        return batch.resolve("coupling.gain=" + gain + ",seed=" + seed);
    }

    private static List<String> names(List<Path> runs) {
        return runs.stream().map(run -> String.valueOf(run.getFileName())).toList();
    }

    private static Path export(String name, String... runs) {
        Path to = directory.resolve(name);
        InProcess exported = InProcess.run(Stream.concat(Stream.of("export", "--to=" + to), Stream.of(runs))
                .toArray(String[]::new));
        assertThat(exported.exitCode()).as("%s", exported).isZero();
        return to;
    }

    private static ExecutedNotebook execute(String name, String... runs) throws IOException, InterruptedException {
        ExecutedNotebook notebook = ExecutedNotebook.of(export(name, runs).resolve("runs.ipynb"));
        List<byte[]> figures = notebook.figures();
        assertThat(figures).hasSize(FIGURES_OF_A_NOTEBOOK);
        Files.createDirectories(FIGURES);
        for (int i = 0; i < figures.size(); i++) {
            Files.write(FIGURES.resolve(name + "-" + i + ".png"), figures.get(i));
        }
        return notebook;
    }

    private static void assertResults(Map<String, String> shown, Summary summary) {
        assertNumber(shown, "test_error", Objects.requireNonNull(summary.testError()));
        assertNumber(shown, "validation_error", Objects.requireNonNull(summary.validationError()));
        assertNumber(shown, "test_loss", Objects.requireNonNull(summary.testLoss()));
        assertNumber(shown, "spread", Objects.requireNonNull(summary.spread()));
        assertNumber(shown, "round", summary.rounds());
    }

    private static void assertNumber(Map<String, String> shown, String column, double expected) {
        assertThat(Double.parseDouble(shown.getOrDefault(column, "")))
                .as(column)
                .isCloseTo(expected, within(SHOWN * Math.abs(expected)));
    }

    private static Map<String, String> statistic(ExecutedNotebook notebook, String group, String statistic) {
        return notebook.table(1).stream()
                .filter(row -> group.equals(row.get("index 0")) && statistic.equals(row.get("index 1")))
                .findFirst()
                .orElseThrow();
    }

    /** What the notebook has to print: nine digits of the norm. */
    private static String quorumLine(Path run) {
        float[] quorum = new RunFiles(run).quorum();
        double squares = 0;
        for (float value : quorum) {
            squares += (double) value * value;
        }
        BigDecimal norm =
                new BigDecimal(Math.sqrt(squares)).round(new MathContext(9)).stripTrailingZeros();
        return run.getFileName() + ": quorum of " + quorum.length + " parameters, norm " + norm.toPlainString();
    }
}
