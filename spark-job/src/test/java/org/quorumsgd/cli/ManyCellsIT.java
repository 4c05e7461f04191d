package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.faults.Footprint;
import org.quorumsgd.ui.Chromium;

/**
 * Many short runs in one application ({@code -Dquorum.batch.cells}, {@code -Dquorum.batch.rounds}): what each costs beside its rounds, that
 * the driver does not grow with them, and that the page that compares them opens in a second.
 */
final class ManyCellsIT {
    private static final int CELLS = Integer.getInteger("quorum.batch.cells", 40);
    private static final int ROUNDS = Integer.getInteger("quorum.batch.rounds", 20);
    private static final int SEEDS = 4;
    private static final int SAMPLES = 10;

    /** Ten times what it takes on an idle machine. */
    private static final double MOST_OVERHEAD_SECONDS = 5;

    /** What a run leaves behind in tables, page and tab is far less; a model with its agents is not. */
    private static final double MOST_GROWTH_MB_A_CELL = 0.5;

    /** A second is the aim on an idle machine. */
    private static final double MOST_OPENING_MILLIS = 2000;

    @TempDir
    private static Path directory;

    private static final List<Footprint> FOOTPRINTS = new ArrayList<>();
    private static double overheadSeconds;

    @BeforeAll
    static void run() throws IOException {
        Path file = Files.writeString(directory.resolve("many.conf"), """
                name = many, agents = 2, rounds = %d, batch-size = 16, model.hidden = [32]
                batch.grid { "coupling.gain" = %s, seed = %s }
                """.formatted(
                        ROUNDS,
                        IntStream.range(0, CELLS / SEEDS)
                                .mapToObj(index -> String.format(Locale.ROOT, "%.2f", 0.02 * index))
                                .toList(),
                        IntStream.rangeClosed(1, SEEDS).boxed().toList()));
        List<String> command = new ArrayList<>(List.of(
                JobProcess.REPOSITORY.resolve("bin/quorum").toString(),
                "batch",
                file.toString(),
                "--out=" + directory,
                "--run-id=many",
                "--master=local[2]",
                "--",
                "--conf",
                "spark.ui.port=0",
                // What Spark remembers for its pages grows up to these limits; by default up to 1,000 jobs.
                "--conf",
                "spark.ui.retainedJobs=50",
                "--conf",
                "spark.ui.retainedStages=50",
                "--conf",
                "spark.ui.retainedTasks=200"));
        try (JobProcess batch = JobProcess.start(directory, command.toArray(String[]::new))) {
            for (int sample = 1; sample < SAMPLES; sample++) {
                int cells = CELLS * sample / SAMPLES;
                batch.await(cells + " runs", () -> ended(batch) >= cells);
                Footprint footprint = Footprint.of(batch.pid());
                FOOTPRINTS.add(footprint);
                System.out.printf(
                        Locale.ROOT,
                        "many cells: after %d: heap after collection %.1f MB, direct %.1f MB, resident %.1f MB%n",
                        ended(batch),
                        footprint.heap(),
                        footprint.direct(),
                        footprint.resident());
            }
            batch.endsWith(ExitCode.DONE);
        }
        overheadSeconds = overheadSeconds();
    }

    private static long ended(JobProcess batch) {
        return batch.out().stream()
                .filter(line -> line.matches("\\d+/\\d+ · .*"))
                .count();
    }

    /** From the first run's beginning to the last one's end, less what the runs' own clocks say, a run: the median, for collections are asked for between. */
    private static double overheadSeconds() throws IOException {
        List<RunFiles> runs = new ArrayList<>();
        try (var children = Files.list(directory.resolve("many"))) {
            children.filter(child -> Files.exists(child.resolve("manifest.json")))
                    .map(RunFiles::new)
                    .forEach(runs::add);
        }
        assertThat(runs).hasSize(CELLS);
        runs.sort(Comparator.comparing(run -> run.manifest().start()));
        List<Double> overheads = new ArrayList<>();
        double inside = 0;
        for (int i = 1; i < runs.size(); i++) {
            double wall = (runs.get(i).manifest().start().toEpochMilli()
                            - runs.get(i - 1).manifest().start().toEpochMilli())
                    / 1e3;
            overheads.add(wall - runs.get(i - 1).summary().seconds());
            inside += runs.get(i).summary().seconds();
        }
        Collections.sort(overheads);
        double median = overheads.get(overheads.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "many cells: %d of %d rounds, %.2f s each by its own clock; beside it %.3f s (median; 90 %% below %.3f s)%n",
                CELLS,
                ROUNDS,
                inside / (CELLS - 1),
                median,
                overheads.get(overheads.size() * 9 / 10));
        return median;
    }

    @Test
    void aRunCostsLittleBesideItsRounds() {
        assertThat(overheadSeconds).isPositive().isLessThan(MOST_OVERHEAD_SECONDS);
    }

    /** The median of the slopes between any two samples of the last two thirds (Theil and Sen's line). */
    @Test
    void theDriverDoesNotGrowWithTheRuns() {
        List<Double> slopes = new ArrayList<>();
        for (int i = SAMPLES / 3; i < FOOTPRINTS.size(); i++) {
            for (int j = i + 1; j < FOOTPRINTS.size(); j++) {
                slopes.add((FOOTPRINTS.get(j).heap() - FOOTPRINTS.get(i).heap()) / (j - i) * SAMPLES / CELLS);
            }
        }
        Collections.sort(slopes);
        double growth = slopes.get(slopes.size() / 2);
        System.out.printf(Locale.ROOT, "many cells: the heap grows by %.4f MB a run%n", growth);
        assertThat(growth).isLessThan(MOST_GROWTH_MB_A_CELL);
    }

    @Test
    void thePageThatComparesThemOpensAtOnce() throws IOException {
        Path page = directory.resolve("many/report.html");
        List<Double> millis = new ArrayList<>();
        try (Chromium browser = Chromium.start(directory)) {
            browser.resize(1400, 900);
            for (int i = 0; i < 5; i++) {
                browser.open(page.toUri().toString());
                millis.add(browser.evaluate(
                                "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(performance.now()))))")
                        .asDouble());
                assertThat(browser.evaluate("document.querySelectorAll('#quorum-runs tbody tr').length")
                                .asInt())
                        .isEqualTo(CELLS);
            }
            browser.screenshot(Path.of("target/screenshots/report-many-cells.png"));
        }
        Collections.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "many cells: page of %,d KB, drawn %.0f ms after it was asked for (median of %d, slowest %.0f)%n",
                Files.size(page) / 1024,
                millis.get(millis.size() / 2),
                millis.size(),
                millis.get(millis.size() - 1));
        assertThat(millis.get(millis.size() / 2)).isLessThan(MOST_OPENING_MILLIS);
    }
}
