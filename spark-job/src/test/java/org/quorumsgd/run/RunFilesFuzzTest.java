package org.quorumsgd.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.export.Export;
import org.quorumsgd.fuzz.Fuzzing;
import org.quorumsgd.report.LocalDirectory;

/** Damaged files of a run directory are read or refused; what is read means the same when it is written again. */
class RunFilesFuzzTest {
    private static final long MOST_BYTES = 32 << 20;
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
    private static final Manifest MANIFEST = new Manifest(
            "run-1",
            "digits",
            RunStatus.DONE,
            null,
            START,
            List.of(new Resumption(START.plusSeconds(2), 20, "abc123")),
            START.plusSeconds(4),
            4,
            44_426,
            0L,
            1,
            "0123abc",
            Map.of("spark", "3.5.5"),
            Map.of("master", "local[4]", "default_parallelism", 4),
            Map.of("images.gz", "0".repeat(64)),
            "0".repeat(64),
            Configuration.defaults().asMap());
    private static final Summary SUMMARY = new Summary(
            RunStatus.DIVERGED,
            "qsgd",
            4,
            10,
            20,
            1.5,
            Double.NaN,
            null,
            0.1,
            null,
            0.2,
            0.25,
            1200.0,
            0.05,
            0.02,
            4.0,
            "0".repeat(64),
            null,
            null,
            null,
            null,
            null);

    @Test
    void npyVectorsAreReadOrRefused() throws Exception {
        new Fuzzing(
                        "npy",
                        MOST_BYTES,
                        List.of(npy(new float[0]), npy(new float[] {1, -0f, Float.NaN}), npy(new float[999])))
                .withstoodBy(input -> {
                    float[] vector = Npy.read("x.npy", new ByteArrayInputStream(input));
                    assertThat(Npy.read("y.npy", new ByteArrayInputStream(npy(vector))))
                            .isEqualTo(vector);
                });
    }

    @Test
    void manifestsAreReadOrRefused() throws Exception {
        new Fuzzing("manifest.json", MOST_BYTES, List.of(MANIFEST.toJson())).withstoodBy(input -> {
            Manifest read = Manifest.fromJson("manifest.json", input);
            assertThat(Manifest.fromJson("again", read.toJson()).toJson()).isEqualTo(read.toJson());
        });
    }

    @Test
    void summariesAreReadOrRefused() throws Exception {
        new Fuzzing("summary.json", MOST_BYTES, List.of(SUMMARY.toJson())).withstoodBy(input -> {
            Summary read = Summary.fromJson("summary.json", input);
            assertThat(Summary.fromJson("again", read.toJson()).toJson()).isEqualTo(read.toJson());
        });
    }

    @Test
    void tablesAreReadOrRefused() throws Exception {
        new Fuzzing("agents.csv", MOST_BYTES, List.of(agents())).withstoodBy(input -> {
            List<Row> rows = TableReader.readAll("agents.csv", new ByteArrayInputStream(input), AgentsTable.SCHEMA);
            byte[] again = table(AgentsTable.SCHEMA, rows);
            assertThat(TableReader.readAll("again", new ByteArrayInputStream(again), AgentsTable.SCHEMA))
                    .isEqualTo(rows);
        });
    }

    @Test
    void runDirectoriesAreReadOrRefused(@TempDir Path parent) throws Exception {
        Path directory = Files.createDirectory(parent.resolve("run-1"));
        Row round = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 1).set(RoundsTable.SPREAD, 0.5);
        List<String> names = List.of("manifest.json", "summary.json", "rounds.csv", "agents.csv");
        List<byte[]> good =
                List.of(MANIFEST.toJson(), SUMMARY.toJson(), table(RoundsTable.SCHEMA, List.of(round)), agents());
        int[] turn = {0};
        new Fuzzing("run directory", MOST_BYTES, good).withstoodBy(input -> {
            int damaged = turn[0]++ % names.size();
            for (int i = 0; i < names.size(); i++) {
                Files.write(directory.resolve(names.get(i)), i == damaged ? input : good.get(i));
            }
            Export.of(List.of(new LocalDirectory(directory)));
        });
    }

    private static byte[] agents() throws IOException {
        Row row = AgentsTable.SCHEMA
                .row()
                .set(AgentsTable.ROUND, 1)
                .set(AgentsTable.AGENT, 2)
                .set(AgentsTable.HOST, "node \"7\", rack\n2")
                .set(AgentsTable.TRAIN_LOSS, Double.NaN)
                .set(AgentsTable.STALENESS, 0);
        return table(AgentsTable.SCHEMA, List.of(row, row, row));
    }

    private static byte[] table(TableSchema schema, List<Row> rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TableWriter writer = new TableWriter(out, schema)) {
            for (Row row : rows) {
                writer.append(row);
            }
        }
        return out.toByteArray();
    }

    private static byte[] npy(float[] vector) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, vector);
        return out.toByteArray();
    }
}
