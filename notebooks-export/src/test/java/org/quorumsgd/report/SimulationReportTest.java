package org.quorumsgd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.CurvesTable;
import org.quorumsgd.run.DensityTable;
import org.quorumsgd.run.LandscapeTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.SimulationsTable;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

final class SimulationReportTest {
    private static final String HOSTILE = "</title><script>window.broken = 1</script><img src=x onerror=\"y\"> & 'co'";
    private static final List<Double> GAINS = List.of(0.0, 1.0, 3.0, 10.0, 30.0, 80.0);
    private static final int MEASUREMENTS = 41;
    private static final int MOST_BYTES = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void theTableHasTheNumbersOfTheCurves() throws IOException {
        String html = html(run("fig-1", 1));

        Matcher rows = Pattern.compile("<tr>(<td>.*</td>)</tr>").matcher(html);
        int step = 100 * (MEASUREMENTS - 1);
        for (double gain : GAINS) {
            assertThat(rows.find()).isTrue();
            assertThat(rows.group(1).replace("<td>", "").split("</td>", -1))
                    .startsWith(
                            shown(gain),
                            shown(loss(gain, 0)),
                            shown(loss(gain, step)),
                            shown(0.25),
                            shown(spread(gain, step)),
                            gain == 0 ? "–" : shown(2 / gain));
        }
        assertThat(rows.find()).isFalse();
    }

    @Test
    void inOneDimensionThereAreDensitiesLossesAndSpreads() throws IOException {
        Report report = report(run("fig-1", 1));
        assertThat(report.figures()).extracting(Figure::name).containsExactly("densities", "loss", "spread");
        assertThat(html(run("fig-1", 1))).contains("50 agents in 1 dimension<").containsPattern("(?s)(<svg.*){3}");
    }

    @Test
    void inManyDimensionsThereAreMapsAndPoints() throws IOException {
        Report report = report(run("fig-4", 100));
        assertThat(report.figures())
                .extracting(Figure::name)
                .containsExactly("landscape", "agents", "quorums", "loss", "spread");
        assertThat(html(run("fig-4", 100))).contains("in 100 dimensions").contains("data:image/png;base64,");
    }

    @Test
    void aReportOfAWholeFigureIsFarBelowAMegabyte() throws IOException {
        assertThat(html(run("fig-1", 1)).getBytes(StandardCharsets.UTF_8)).hasSizeBetween(50_000, MOST_BYTES);
        assertThat(html(run("fig-4", 100)).getBytes(StandardCharsets.UTF_8)).hasSizeBetween(50_000, MOST_BYTES);
    }

    @Test
    void whatAUserWroteIsText() throws IOException {
        String html = html(run(HOSTILE, 1));
        assertThat(html)
                .contains("<h1>&lt;/title>&lt;script>window.broken")
                .doesNotContain("<script", "<img")
                .contains("default-src 'none'");
    }

    @Test
    void aDivergedRunIsShownWithWhatIsNotFinite() throws IOException {
        Path run = run("fig-1", 1);
        String curves = Files.readString(run.resolve("curves.csv"))
                .replaceAll("(?m)^80\\.0,4000,.*", "80.0,4000,0.01,NaN,NaN,NaN,NaN,");
        Files.writeString(run.resolve("curves.csv"), curves);
        assertThat(html(run)).contains("<td>NaN</td>");
    }

    private static double loss(double gain, int step) {
        return Math.exp(-gain * step / 1e4) - 0.123456789;
    }

    private static double spread(double gain, int step) {
        return 3.987654321 / (1 + gain * step);
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static Report report(Path run) throws IOException {
        return Report.of(List.of(new LocalDirectory(run)));
    }

    private static String html(Path run) throws IOException {
        return report(run).html(new LocalDirectory(run));
    }

    /** As {@code simulate} leaves it: of the first figure's size, or of the fourth's. */
    private Path run(String name, int dimension) throws IOException {
        Path run = Files.createDirectories(directory.resolve(dimension == 1 ? "one" : "many"));
        Files.write(run.resolve("manifest.json"), manifest(name, dimension).toJson());
        try (TableWriter table = table(run, CurvesTable.SCHEMA)) {
            for (double gain : GAINS) {
                for (int step = 0; step < 100 * MEASUREMENTS; step += 100) {
                    Row row = CurvesTable.SCHEMA
                            .row()
                            .set(CurvesTable.GAIN, gain)
                            .set(CurvesTable.STEP, step)
                            .set(CurvesTable.LEARNING_RATE, 0.01)
                            .set(CurvesTable.LOSS, loss(gain, step))
                            .set(CurvesTable.LOSS_DEVIATION, 0.25)
                            .set(CurvesTable.SPREAD, spread(gain, step));
                    table.append(gain == 0 ? row : row.set(CurvesTable.SPREAD_THEORY, 2 / gain));
                }
            }
        }
        try (TableWriter table = table(run, DensityTable.SCHEMA)) {
            for (double gain : GAINS) {
                for (int i = 0; i <= 600; i++) {
                    double x = i / 100.0 - 3;
                    table.append(DensityTable.SCHEMA
                            .row()
                            .set(DensityTable.GAIN, gain)
                            .set(DensityTable.X, x)
                            .set(DensityTable.AGENTS, Math.exp(-x * x) + 0.01 * Math.sin(35 * x))
                            .set(DensityTable.QUORUM, Math.exp(-x * x * (1 + gain))));
                }
            }
        }
        landscape(run, dimension);
        points(run, dimension);
        return run;
    }

    private static void landscape(Path run, int dimension) throws IOException {
        int points = dimension == 1 ? 601 : 101;
        try (TableWriter table = table(run, LandscapeTable.SCHEMA)) {
            for (int i = 0; i < points; i++) {
                double x = 6.0 * i / (points - 1) - 3;
                for (int j = 0; j < (dimension == 1 ? 1 : points); j++) {
                    double y = 6.0 * j / (points - 1) - 3;
                    Row row = LandscapeTable.SCHEMA
                            .row()
                            .set(LandscapeTable.X, x)
                            .set(LandscapeTable.LOSS, x * x + Math.sin(20 * x) * Math.sin(20 * y))
                            .set(LandscapeTable.SMOOTHED, x * x);
                    table.append(dimension == 1 ? row : row.set(LandscapeTable.Y, y));
                }
            }
        }
    }

    private static void points(Path run, int dimension) throws IOException {
        try (TableWriter table = table(run, SimulationsTable.SCHEMA)) {
            for (double gain : GAINS) {
                for (int simulation = 0; simulation < 30; simulation++) {
                    for (int agent = -1; agent < 20; agent++) {
                        for (int coordinate = 0; coordinate < Math.min(dimension, 2); coordinate++) {
                            Row row = SimulationsTable.SCHEMA
                                    .row()
                                    .set(SimulationsTable.GAIN, gain)
                                    .set(SimulationsTable.SIMULATION, simulation)
                                    .set(SimulationsTable.COORDINATE, coordinate)
                                    .set(SimulationsTable.VALUE, 3 * Math.sin(simulation + 31.7 * agent + coordinate));
                            table.append(agent < 0 ? row : row.set(SimulationsTable.AGENT, agent));
                        }
                    }
                }
            }
        }
    }

    private static TableWriter table(Path run, TableSchema schema) throws IOException {
        return new TableWriter(Files.newOutputStream(run.resolve(schema.name() + ".csv")), schema);
    }

    private static Manifest manifest(String name, int dimension) {
        Instant start = Instant.parse("2026-02-03T04:05:06Z");
        return new Manifest(
                "run",
                name,
                RunStatus.DONE,
                null,
                start,
                List.of(),
                start.plusSeconds(4),
                50,
                dimension,
                0L,
                1,
                "0123456789abcdef",
                Map.of("spark", "3.5.5"),
                Map.of("master", "local[2]"),
                Map.of(),
                "0".repeat(64),
                Map.of("name", name, "seed", 1, "algorithm", "qsgd"));
    }
}
