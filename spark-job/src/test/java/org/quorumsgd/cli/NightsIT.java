package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.ui.Chromium;

/**
 * Four real nights of a scheduler's command: two honest ones, one in which one of two configurations has a learning rate ten times too
 * small, and one whose tasks wait. All go on at once, so that whatever else this machine does befalls them alike. Screenshots of their page in target/screenshots.
 */
final class NightsIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final int SEEDS = 5;
    private static final String FIRST = "2026-11-18";
    private static final String SECOND = "2026-11-19";
    private static final String THIRD = "2026-11-20";

    @TempDir
    private static Path directory;

    @BeforeAll
    static void runTheNights() throws IOException {
        String slowPlugin = "--conf spark.plugins=" + SlowTasks.class.getName() + " --conf spark.driver.extraClassPath="
                + Path.of("target/test-classes").toAbsolutePath();
        try (JobProcess first = night("first", FIRST, 1, "0.05", "");
                JobProcess second = night("second", SECOND, 2, "0.05", "");
                JobProcess wrong = night("wrong", THIRD, 3, "0.005", "");
                JobProcess slow = night("slow", THIRD, 4, "0.05", slowPlugin)) {
            Stream.of(first, second, wrong, slow).forEach(night -> night.endsWith(ExitCode.DONE));
        }
    }

    @Test
    void twoHonestNightsOfDifferentSeedsHaveNothingToTell() throws IOException {
        assertThat(told("honest", SECOND, List.of("first", "second")))
                .singleElement()
                .asString()
                .startsWith("0 regressions and 0 improvements against " + FIRST + " (5 comparisons");
    }

    @Test
    void aWrongLearningRateOfOneConfigurationIsNamedAndNothingElse() throws IOException {
        List<String> told = told("error", THIRD, List.of("first", "second", "wrong"));
        assertThat(told)
                .filteredOn(line -> line.startsWith("  changed: "))
                .containsExactly("  changed: pulled: learning-rate.initial: 0.05 -> 0.005");
        assertThat(told)
                .filteredOn(line -> line.startsWith("  regression: "))
                .singleElement()
                .asString()
                .startsWith("  regression: pulled: test error ");
        assertThat(told)
                .filteredOn(line -> line.startsWith("  improvement: "))
                .as("only what a small learning rate does as well")
                .allMatch(line -> line.startsWith("  improvement: pulled: spread "));
        look("error");
    }

    @Test
    void aSlowNightIsNamedAndNothingElse() throws IOException {
        List<String> told = told("speed", THIRD, List.of("first", "second", "slow"));
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).startsWith("1 regression and 0 improvements against 2 nights since " + FIRST);
        assertThat(told.get(1)).startsWith("  regression: images/s ");
        look("speed");
    }

    /** What the command says of the last night, when it finds these nights and has nothing left to do. */
    private static List<String> told(String place, String date, List<String> nights) throws IOException {
        Path out = Files.createDirectory(directory.resolve(place));
        for (String night : nights) {
            FileUtils.copyDirectory(directory.resolve("out-" + night).toFile(), out.toFile());
        }
        InProcess command = InProcess.run(
                "batch",
                directory.resolve(nights.get(nights.size() - 1) + ".conf").toString(),
                "--out=" + out,
                "--date=" + date);
        assertThat(command.exitCode()).as("%s", command).isZero();
        assertThat(command.out()).contains("Batch nightly-" + date + " is done; nothing to resume");
        int verdict = IntStream.range(0, command.out().size())
                .filter(line -> command.out().get(line).matches(".* improvements? against .*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(command));
        List<String> told = command.out().subList(verdict, command.out().size() - 1);
        System.out.println("nights, " + place + ": " + String.join("\n  ", told));
        return told;
    }

    private static JobProcess night(String name, String date, int number, String learningRate, String sparkOptions)
            throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".conf"), """
                name = nightly, agents = 2, rounds = 40, batch-size = 16, model.hidden = [16]
                learning-rate.initial = 0.05, evaluation.every-epochs = 10, theory.lanczos-steps = 0
                batch {
                  runs = [ { label = plain, algorithm = none }, { label = pulled, learning-rate.initial = %s } ]
                  grid.seed = %s
                }
                """.formatted(
                learningRate,
                IntStream.range(0, SEEDS).mapToObj(index -> seed(number, index)).toList()));
        List<String> command = new ArrayList<>(List.of(
                JobProcess.REPOSITORY.resolve("bin/quorum").toString(),
                "batch",
                file.toString(),
                "--out=" + directory.resolve("out-" + name),
                "--date=" + date,
                "--master=local[1]",
                "--"));
        command.addAll(JobProcess.sparkOptions());
        Stream.of(sparkOptions.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    private static int seed(int night, int index) {
        return 100 * night + index;
    }

    private static void look(String place) throws IOException {
        try (Chromium browser = Chromium.start(directory)) {
            for (String scheme : List.of("dark", "light")) {
                for (int width : new int[] {400, 1400}) {
                    browser.resize(width, 900);
                    browser.prefer(scheme);
                    browser.open(directory
                            .resolve(place)
                            .resolve("nightly.html")
                            .toUri()
                            .toString());
                    assertThat(browser.evaluate("document.querySelectorAll('.bad').length")
                                    .asInt())
                            .isPositive();
                    assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                    .asInt())
                            .isLessThanOrEqualTo(width);
                    browser.screenshot(SCREENSHOTS.resolve("nights-" + place + "-" + scheme + "-" + width + ".png"));
                }
            }
        }
    }
}
