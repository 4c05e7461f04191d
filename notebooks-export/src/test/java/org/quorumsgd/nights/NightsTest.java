package org.quorumsgd.nights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.report.LocalDirectory;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableWriter;

/** Nights as a machine brings them: errors, spreads and speeds scatter over seeds, speeds also from night to night. */
final class NightsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 11, 20);
    private static final List<String> GROUPS = List.of("gain=0", "gain=0.1", "gain=1", "gain=<10>");

    @TempDir
    private Path output;

    @Test
    void welchsTestGivesTheNumbersOfStudentsDensity() {
        // t = 3 / sqrt(2.5) with 5.8824 degrees of freedom; the density integrated numerically.
        WelchTest test = WelchTest.of(new double[] {1, 2, 3, 4, 5}, new double[] {2, 4, 6, 8, 10}, 0.95);
        assertThat(test.difference()).isEqualTo(3);
        assertThat(test.pValue()).isCloseTo(0.1075, within(5e-5));
        assertThat(test.halfWidth()).isCloseTo(3.8877, within(5e-5));
    }

    /** At a rate of 0.01 more than 14 of 500 honest nights raise an alarm with probability 2e-4. The seed is fixed. */
    @Test
    void honestNightsRaiseAlarmsNoMoreOftenThanSaid() {
        SplittableRandom random = new SplittableRandom(1);
        int alarms = 0;
        for (int trial = 0; trial < 500; trial++) {
            Night before = inMemory(night(random, 0, 1, 1), "a");
            Night tonight = inMemory(night(random, 3, 1, 1), "b");
            alarms += NightComparison.of(List.of(before), tonight).changes().isEmpty() ? 0 : 1;
        }
        assertThat(alarms).isLessThanOrEqualTo(14);
    }

    @Test
    void nothingIsNamedOnHonestNightsWithOtherSeeds() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        write(FIRST, night(random, 0, 1, 1));
        write(FIRST.plusDays(1), night(random, 3, 1, 1.08));
        Nights nights = read(FIRST.plusDays(1));
        assertThat(nights.text())
                .containsExactly(
                        "0 regressions and 0 improvements against 2026-11-20 (9 comparisons; a night without any"
                                + " change raises an alarm in 1 of 100)");
        assertThat(nights.hasRegressions()).isFalse();
    }

    @Test
    void aPlantedErrorIsNamedAndNothingElse() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        write(FIRST, night(random, 0, 1, 1));
        write(FIRST.plusDays(1), night(random, 3, 4, 1));
        Nights nights = read(FIRST.plusDays(1));
        assertThat(nights.hasRegressions()).isTrue();
        assertThat(nights.text()).hasSize(2);
        assertThat(nights.text().get(1))
                .matches("  regression: gain=1: test error 0\\.0\\d+ -> 0\\.[12]\\d+ \\(.*3 and 3 runs\\)");
        assertThat(nights.html()).contains("<span class=\"bad\">regression: gain=1: test error ");
    }

    @Test
    void plantedSlownessIsNamedAndNothingElse() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        write(FIRST, night(random, 0, 1, 1));
        write(FIRST.plusDays(1), night(random, 3, 1, 0.6));
        assertThat(read(FIRST.plusDays(1)).text())
                .hasSize(2)
                .element(1)
                .asString()
                .matches("  regression: images/s 1\\.000 -> 0\\.[56]\\d* \\(-0\\.[34].*12 and 12 runs\\)");
    }

    @Test
    void anImprovementIsNotARegression() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        write(FIRST, night(random, 0, 1, 1));
        write(FIRST.plusDays(1), night(random, 3, 1, 1.9));
        Nights nights = read(FIRST.plusDays(1));
        assertThat(nights.text().get(1)).startsWith("  improvement: images/s");
        assertThat(nights.hasRegressions()).isFalse();
    }

    @Test
    void aRunThatLostAgainstTheOthersOfItsNightIsNoRegression() throws IOException {
        List<Result> before = night(new SplittableRandom(9), 0, 1, 1);
        write(FIRST, before);
        List<Result> tonight = new ArrayList<>(before);
        tonight.set(0, before.get(0).with(RunStatus.STOPPED));
        write(FIRST.plusDays(1), tonight);
        assertThat(read(FIRST.plusDays(1)).hasRegressions()).isFalse();
        assertThat(read(FIRST.plusDays(1)).text()).hasSize(1);
    }

    @Test
    void aRunThatNoLongerEndsAndBitsThatChangedAreNamed() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        List<Result> before = night(random, 0, 1, 1);
        write(FIRST, before);
        List<Result> tonight = new ArrayList<>(before);
        tonight.set(0, before.get(0).with(RunStatus.DIVERGED));
        tonight.set(5, before.get(5).with("0".repeat(64)));
        write(FIRST.plusDays(1), tonight);
        Nights nights = read(FIRST.plusDays(1));
        assertThat(nights.hasRegressions()).isTrue();
        assertThat(nights.text())
                .contains(
                        "  regression: gain=0,seed=0 diverged, done last night",
                        "  other bits than last night of the same configuration and seed: gain=0.1,seed=2");
    }

    @Test
    void earlierNightsOfTheSameBatchCountAndLaterOnesAndOtherBatchesDoNot() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int day = 0; day < 4; day++) {
            write(FIRST.plusDays(day), night(random, 3 * day, 1, 1));
        }
        Files.createDirectories(output.resolve("grid-wide-2026-11-20"));
        Files.copy(output.resolve("grid-2026-11-20/batch.csv"), output.resolve("grid-wide-2026-11-20/batch.csv"));
        assertThat(read(FIRST.plusDays(2)).text().get(0)).contains("against 2 nights since 2026-11-20");
        assertThat(read(FIRST).text())
                .containsExactly("The first night of grid; the next one will be compared with it");
    }

    @Test
    void aPageShowsUsersTextAsText() throws IOException {
        write(FIRST, night(new SplittableRandom(8), 0, 1, 1));
        assertThat(read(FIRST).html()).contains("<td>gain=&lt;10&gt;</td>").doesNotContain("gain=<10>");
    }

    private record Result(String group, int seed, RunStatus status, double error, double speed, String sha256) {
        Result with(RunStatus other) {
            return new Result(group, seed, other, error, speed, sha256);
        }

        Result with(String other) {
            return new Result(group, seed, status, error, speed, other);
        }
    }

    /** Three seeds a group; the third group's errors and all speeds are multiplied. */
    private static List<Result> night(SplittableRandom random, int firstSeed, double error, double speed) {
        List<Result> results = new ArrayList<>();
        for (String group : GROUPS) {
            for (int seed = firstSeed; seed < firstSeed + 3; seed++) {
                results.add(new Result(
                        group,
                        seed,
                        RunStatus.DONE,
                        (0.05 + 0.002 * normal(random)) * (group.equals("gain=1") ? error : 1),
                        (2000 + 60 * normal(random)) * speed,
                        Long.toHexString(random.nextLong())));
            }
        }
        return results;
    }

    /** Sum of twelve uniform numbers. */
    private static double normal(SplittableRandom random) {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    private static Night inMemory(List<Result> results, String directory) {
        List<NightRun> runs = results.stream()
                .map(result -> new NightRun(
                        label(result),
                        label(result),
                        result.group,
                        "done",
                        Map.of(
                                NightMeasure.ERROR,
                                result.error,
                                NightMeasure.SPREAD,
                                result.error * result.error,
                                NightMeasure.SPEED,
                                result.speed),
                        result.sha256))
                .toList();
        return new Night(FIRST, directory, runs, Map.of());
    }

    private void write(LocalDate date, List<Result> results) throws IOException {
        Path directory = Files.createDirectories(output.resolve("grid-" + date));
        BatchTable table = new BatchTable(List.of("gain", "seed"));
        try (OutputStream out = Files.newOutputStream(directory.resolve("batch.csv"));
                TableWriter writer = new TableWriter(out, table.schema())) {
            for (Result result : results) {
                Map<String, String> values = Map.of("gain", result.group, "seed", Integer.toString(result.seed));
                String status = result.status.name().toLowerCase(Locale.ROOT);
                writer.append(table.row(
                        label(result), label(result), result.group, Map.copyOf(values), status, summary(result), null));
            }
        }
    }

    private static String label(Result result) {
        return result.group + ",seed=" + result.seed;
    }

    private static Summary summary(Result result) {
        return new Summary(
                result.status,
                "QSGD",
                2,
                10,
                10,
                1.0,
                null,
                null,
                null,
                null,
                result.error,
                result.error * result.error,
                result.speed,
                0.1,
                0.05,
                1,
                result.sha256,
                null,
                null,
                null,
                null,
                null);
    }

    private Nights read(LocalDate tonight) throws IOException {
        return Nights.read(new LocalDirectory(output), "grid", tonight);
    }
}
