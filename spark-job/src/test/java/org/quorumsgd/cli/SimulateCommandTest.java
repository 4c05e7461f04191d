package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.CurvesTable;
import org.quorumsgd.run.DensityTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.SimulationsTable;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;

final class SimulateCommandTest {
    private static final String SMALL = """
            name = small
            agents = 5
            simulation { gains = [0, 10], simulations = 3, steps = 200, measure-every-steps = 100 }
            """;

    @TempDir
    private Path directory;

    @Test
    void aRunLeavesPointsCurvesDensitiesAndLandscape() throws IOException {
        InProcess command = simulate(SMALL);
        assertThat(command.exitCode()).as("%s", command).isZero();
        Path run = directory.resolve("out/run");
        assertThat(names(run))
                .contains(
                        "curves.csv",
                        "curves.parquet",
                        "density.csv",
                        "density.parquet",
                        "landscape.csv",
                        "landscape.parquet",
                        "manifest.json",
                        "simulations.csv",
                        "simulations.parquet",
                        "summary.json");
        Summary summary = Summary.fromJson("summary.json", Files.readAllBytes(run.resolve("summary.json")));
        assertThat(summary.status()).isEqualTo(RunStatus.DONE);
        assertThat(summary.steps()).isEqualTo(200);
        Manifest manifest = Manifest.fromJson("manifest.json", Files.readAllBytes(run.resolve("manifest.json")));
        assertThat(manifest.status()).isEqualTo(RunStatus.DONE);
        // Two gains, three simulations, five agents and a quorum.
        List<Row> points = rows(run, SimulationsTable.SCHEMA);
        assertThat(points).hasSize(2 * 3 * 6);
        assertThat(points.get(0).isMeasured(SimulationsTable.AGENT)).isFalse();
        assertThat(rows(run, CurvesTable.SCHEMA)).hasSize(2 * 3);
        double step = 6.0 / 600;
        for (double gain : new double[] {0, 10}) {
            // A density adds up to 1, less what is beyond the ends.
            assertThat(rows(run, DensityTable.SCHEMA).stream()
                            .filter(row -> row.number(DensityTable.GAIN) == gain)
                            .mapToDouble(row -> row.number(DensityTable.AGENTS) * step)
                            .sum())
                    .isBetween(0.7, 1.001);
        }
    }

    @Test
    void agentsInTheirOwnTimeAreRefused() throws IOException {
        InProcess command = simulate("clock = virtual");
        assertThat(command.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(command.err())
                .containsExactly("Invalid clock: virtual (expected none in a simulation, whose agents step together)");
    }

    @Test
    void moreNumbersThanAnArrayHoldsAreRefused() throws IOException {
        InProcess command = simulate("agents = 100000000, simulation { loss = quadratic, dimension = 1000 }");
        assertThat(command.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(command.err())
                .anyMatch(line -> line.startsWith("Invalid agents: 100000000 in 1000 dimensions (expected at most "));
    }

    @Test
    void everyProblemIsNamedAtOnceAndNothingWritten() throws IOException {
        InProcess command = simulate(
                "simulation { gains = [1, 1], dimension = 3, learning-rate = -1, momentum = 1, loss = wavy-double-well }");
        assertThat(command.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(command.err())
                .contains(
                        "Invalid simulation.gains: [1.0, 1.0] (expected at least one gain, none twice)",
                        "Invalid simulation.dimension: 3 (expected 1 with simulation.loss = wavy-double-well)")
                .anyMatch(line -> line.startsWith("Invalid simulation.learning-rate: -1"))
                .anyMatch(line -> line.startsWith("Invalid simulation.momentum: 1"));
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void aDivergedSimulationIsNamedAndItsTablesAreKept() throws IOException {
        InProcess command = simulate(SMALL + "simulation { loss = quadratic, learning-rate = 5, steps = 400 }");
        assertThat(command.exitCode()).isEqualTo(ExitCode.DIVERGED.code);
        assertThat(command.out()).anyMatch(line -> line.contains("Diverged: gain 0.0, simulation 0, step "));
        assertThat(directory.resolve("out/run/simulations.csv")).exists();
    }

    private InProcess simulate(String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("run.conf"), configuration);
        return InProcess.run(
                "simulate", file.toString(), "--out", directory.resolve("out").toString(), "--run-id", "run");
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<Row> rows(Path run, TableSchema schema) throws IOException {
        Path file = run.resolve(schema.name() + ".csv");
        return TableReader.readAll(file.toString(), Files.newInputStream(file), schema);
    }
}
