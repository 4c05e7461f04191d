package org.quorumsgd.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.report.Directory;
import org.quorumsgd.report.LocalDirectory;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.Npy;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;

class ExportTest {
    @TempDir
    private Path temporary;

    @Test
    void tablesHaveTheRowsOfAllRunsEachWithItsName() throws IOException {
        Path first = ExampleRun.write(temporary.resolve("runs/first"));
        Path second = ExampleRun.write(temporary.resolve("runs/second, \"the\" last"));

        LocalDestination to = export(first, second);

        List<String> header = Files.readAllLines(first.resolve("rounds.csv"));
        List<String> lines = Files.readAllLines(to.directory().resolve("rounds.csv"));
        assertThat(lines).hasSize(1 + 2 * ExampleRun.ROUNDS);
        assertThat(lines.get(0)).isEqualTo("run," + header.get(0));
        assertThat(lines.get(7)).isEqualTo("first," + header.get(7));
        assertThat(lines.get(ExampleRun.ROUNDS + 7)).isEqualTo("\"second, \"\"the\"\" last\"," + header.get(7));
        assertThat(Files.readAllLines(to.directory().resolve("agents.csv")))
                .hasSize(1 + 2 * ExampleRun.ROUNDS * ExampleRun.AGENTS);
        assertThat(Files.readAllLines(to.directory().resolve("layers.csv"))).hasSize(1);
    }

    @Test
    void commitsOfRunsOnAClockAreTablesToo() throws IOException {
        Path run = ExampleRun.write(temporary.resolve("real"));
        Files.writeString(
                run.resolve("order.csv"), "commit,agent,round,staleness,seconds\n1,2,1,0,0.5\n2,0,1,1,0.75\n");
        Files.writeString(run.resolve("staleness.csv"), "agent,staleness,commits\n0,1,1\n2,0,1\n");

        LocalDestination to = export(run, ExampleRun.write(temporary.resolve("together")));

        assertThat(to.directory().resolve("order.csv"))
                .content()
                .isEqualTo("run,commit,agent,round,staleness,seconds\nreal,1,2,1,0,0.5\nreal,2,0,1,1,0.75\n");
        assertThat(to.directory().resolve("staleness.csv"))
                .content()
                .isEqualTo("run,agent,staleness,commits\nreal,0,1,1\nreal,2,0,1\n");
        assertThat(to.parquet().get("order.parquet")).hasSize(2);
        assertThat(to.parquet().get("staleness.parquet")).hasSize(2);
    }

    @Test
    void parquetGetsTheRowsOfTheCsv() throws IOException {
        LocalDestination to = export(ExampleRun.write(temporary.resolve("first")));

        for (String table : List.of("summary", "rounds", "agents")) {
            List<Row> parquet = to.parquet().getOrDefault(table + ".parquet", List.of());
            TableSchema schema = parquet.get(0).schema();
            assertThat(TableReader.readAll(
                            table, Files.newInputStream(to.directory().resolve(table + ".csv")), schema))
                    .isEqualTo(parquet);
        }
    }

    @Test
    void summaryNamesGroupsKeysAndTheBound() throws IOException {
        Path one = ExampleRun.write(temporary.resolve("a"), RunStatus.DONE, configuration(0.1, 1, "/data/one two"));
        Path other = ExampleRun.write(temporary.resolve("b"), RunStatus.DONE, configuration(0.1, 2, "/data/one two"));
        Path third = ExampleRun.write(temporary.resolve("c"), RunStatus.RUNNING, configuration(0.2, 1, "idx"));
        Files.delete(third.resolve("summary.json"));
        Files.write(
                third.resolve("theory.json"),
                new Forecast(-1, 0, 4, 0, 9, 2, 1, 5, 0.625, 0.1, 0.5, 0.2, null).toJson());

        List<Row> rows = export(one, other, third).parquet().getOrDefault("summary.parquet", List.of());

        assertThat(texts(rows, "group"))
                .containsExactly(
                        "gain=0.1, path=\"/data/one two\"", "gain=0.1, path=\"/data/one two\"", "gain=0.2, path=idx");
        assertThat(texts(rows, "coupling.gain")).containsExactly("0.1", "0.1", "0.2");
        assertThat(texts(rows, "data.path")).containsExactly("/data/one two", "/data/one two", "idx");
        assertThat(texts(rows, "seed")).containsExactly("1", "2", "1");
        assertThat(texts(rows, "status")).containsExactly("done", "done", "running");
        assertThat(texts(rows, "algorithm")).containsOnly("qsgd");
        assertThat(texts(rows, "agents")).containsOnly("4");
        assertThat(texts(rows, "test_error")).containsExactly("0.09", "0.09", null);
        assertThat(texts(rows, "spread_bound")).containsExactly(null, null, "0.625");
    }

    @Test
    void vectorsAreCopiedAndAgentsAreOneMatrix() throws IOException {
        Path run = ExampleRun.write(temporary.resolve("run"));
        writeVector(run.resolve("quorum.npy"), vector(9));
        Files.writeString(run.resolve("quorum.safetensors"), "of another format");
        for (int round : new int[] {100, 200}) {
            for (int agent = 0; agent < ExampleRun.AGENTS; agent++) {
                writeVector(position(run, round, agent), vector(round + agent));
            }
        }

        LocalDestination to = export(run);

        assertThat(to.directory().resolve("run/quorum.npy")).hasSameBinaryContentAs(run.resolve("quorum.npy"));
        assertThat(to.directory().resolve("run/quorum.safetensors")).hasContent("of another format");
        byte[] agents = Files.readAllBytes(to.directory().resolve("run/agents.npy"));
        assertThat(new String(agents, 0, 128, StandardCharsets.ISO_8859_1))
                .contains("'shape': (4, " + ExampleRun.PARAMETERS + "), }");
        byte[] lastAgent = Files.readAllBytes(position(run, 200, 3));
        assertThat(Arrays.copyOfRange(agents, agents.length - 4 * ExampleRun.PARAMETERS, agents.length))
                .isEqualTo(Arrays.copyOfRange(lastAgent, 128, lastAgent.length));
        assertThat(texts(to.parquet().getOrDefault("summary.parquet", List.of()), "checkpoint_round"))
                .containsExactly("200");
    }

    @Test
    void everyRunGetsItsFigures() throws IOException {
        Path to = export(ExampleRun.write(temporary.resolve("first"))).directory();

        assertThat(ImageIO.read(to.resolve("first/curves.png").toFile()).getWidth())
                .isEqualTo(2 * CurvesFigure.WIDTH);
        assertThat(Files.readString(to.resolve("first/curves.svg"))).contains("<svg ", "</svg>");
    }

    @Test
    void runsOfOneNameAndRunsNamedLikeATableAreToldApart() throws IOException {
        Path to = export(
                        ExampleRun.write(temporary.resolve("a/run")),
                        ExampleRun.write(temporary.resolve("b/run")),
                        ExampleRun.write(temporary.resolve("rounds.csv")))
                .directory();

        assertThat(names(to))
                .containsExactly(
                        "agents.csv",
                        "layers.csv",
                        "order.csv",
                        "rounds.csv",
                        "rounds.csv-2",
                        "run",
                        "run-2",
                        "runs.ipynb",
                        "runs.zpln",
                        "staleness.csv",
                        "summary.csv");
    }

    /** As a batch leaves them; one of them goes on, and its driver is in the middle of a line. */
    @Test
    void aDirectoryOfRunsIsTakenAsFarAsTheyHaveCome() throws IOException {
        Path done = ExampleRun.write(temporary.resolve("batch/done"));
        Path running = ExampleRun.write(temporary.resolve("batch/running"), RunStatus.RUNNING, Map.of());
        String rounds = Files.readString(running.resolve("rounds.csv"));
        Files.writeString(running.resolve("rounds.csv"), rounds.substring(0, rounds.length() - 4));
        Path begun = ExampleRun.write(temporary.resolve("batch/begun"), RunStatus.RUNNING, Map.of());
        for (String file : List.of("rounds.csv", "agents.csv", "summary.json")) {
            Files.delete(begun.resolve(file));
        }

        LocalDestination to = export(temporary.resolve("batch"));

        assertThat(texts(to.parquet().getOrDefault("summary.parquet", List.of()), "run"))
                .containsExactly("begun", "done", "running");
        assertThat(to.parquet().get("rounds.parquet")).hasSize(2 * ExampleRun.ROUNDS - 1);
    }

    @Test
    void problemsOfAllRunsComeAtOnce() throws IOException {
        Path good = ExampleRun.write(temporary.resolve("good"));
        Path broken = ExampleRun.write(temporary.resolve("broken"));
        Files.writeString(broken.resolve("rounds.csv"), "round,spread\n1,x\n");
        Files.writeString(broken.resolve("quorum.npy"), "x");
        Path checkpoint = ExampleRun.write(temporary.resolve("checkpoint"));
        for (int agent = 0; agent < ExampleRun.AGENTS; agent++) {
            writeVector(position(checkpoint, 1, agent), agent == 2 ? new float[3] : vector(1));
        }
        Path missing = temporary.resolve("missing");

        assertThatThrownBy(() -> Export.of(directories(good, broken, checkpoint, missing)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "Invalid " + broken.resolve("rounds.csv")
                                                + " line 2: spread x (expected a number)",
                                        "Invalid " + broken.resolve("quorum.npy")
                                                + ": the first bytes (expected a NumPy .npy file of version 1.0)",
                                        "Invalid " + position(checkpoint, 1, 2)
                                                + ": shape (3,) (expected (50,), as the manifest says)",
                                        "Invalid run directory: " + missing
                                                + " (expected a directory that a run or a batch has written)"));
    }

    @Test
    void aRunIsNotExportedOntoItself() throws IOException {
        Path run = ExampleRun.write(temporary.resolve("runs/first"));
        Export export = Export.of(directories(run));

        for (Path to : List.of(run, temporary.resolve("runs"))) {
            Problems problems = new Problems();
            export.check(new LocalDirectory(to), problems);
            assertThat(problems.lines())
                    .containsExactly("Invalid --to: " + to + " (expected a directory other than that of the runs)");
        }
        Problems none = new Problems();
        export.check(new LocalDirectory(temporary.resolve("elsewhere")), none);
        export.check(new LocalDirectory(temporary), none);
        assertThat(none.lines()).isEmpty();
    }

    private LocalDestination export(Path... runs) throws IOException {
        LocalDestination to = new LocalDestination(temporary.resolve("to"));
        Export.of(directories(runs)).writeTo(to, "/somewhere");
        return to;
    }

    private static List<Directory> directories(Path... paths) {
        return Stream.of(paths).<Directory>map(LocalDirectory::new).toList();
    }

    private static Map<String, Object> configuration(double gain, int seed, String path) {
        return Map.of(
                "algorithm", "qsgd", "seed", seed, "coupling", Map.of("gain", gain), "data", Map.of("path", path));
    }

    private static Path position(Path run, int round, int agent) {
        return run.resolve(String.format(Locale.ROOT, "checkpoints/round-%09d/agent-%05d-position.npy", round, agent));
    }

    private static void writeVector(Path file, float[] vector) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Npy.write(out, vector);
        }
    }

    private static float[] vector(float value) {
        float[] vector = new float[ExampleRun.PARAMETERS];
        Arrays.fill(vector, value);
        return vector;
    }

    private static List<String> texts(List<Row> rows, String column) {
        Column found = rows.get(0).schema().columns().stream()
                .filter(each -> each.name().equals(column))
                .findFirst()
                .orElseThrow();
        return rows.stream().map(row -> row.text(found)).toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
