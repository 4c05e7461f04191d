package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchLoaderTest {
    @Test
    void runsOfAFileCompeteWhereItsEarlyStopSaysSo() {
        Batch plain = load("batch.grid.seed = [1, 2]");
        assertThat(plain.contests()).isEmpty();
        Batch batch = load("batch { grid.seed = [1, 2], early-stop { rule = median, rungs = [0.5] } }");
        assertThat(batch.contests())
                .containsExactly(new Batch.Contest(
                        new EarlyStop(EarlyStopRule.MEDIAN, EarlyStopMeasure.VALIDATION_LOSS, List.of(0.5), 3),
                        batch.runs()));
        assertThat(batch.runs().get(0).cell()).isEqualTo(plain.runs().get(0).cell());
        assertThat(BatchLoader.fromText(
                                "batch { grid.seed = [1, 2], early-stop.rule = median }",
                                "text",
                                List.of("batch.early-stop.rule=none"))
                        .contests())
                .isEmpty();
    }

    @Test
    void runsOfTwoFilesDoNotCompete() {
        Batch one = load("batch { grid.seed = [1, 2], early-stop.rule = halving }");
        Batch two = load("batch { grid.seed = [1, 2, 3] }");
        Batch joined = Batch.joined(Map.of("one", one, "two", two));
        assertThat(joined.contests())
                .singleElement()
                .satisfies(contest -> assertThat(contest.runs().stream().map(Batch.Run::label))
                        .containsExactly("one,seed=1", "one,seed=2"));
        assertThat(joined.runs())
                .hasSize(5)
                .containsAll(joined.contests().get(0).runs());
    }

    @Test
    void gridIsTheCartesianProductWithTheLastKeyOfTheFileFastest() {
        Batch batch = load("batch { grid { seed = [1, 2], \"coupling.gain\" = [0, 0.1], agents = [3] } }");
        assertThat(labels(batch))
                .containsExactly(
                        "seed=1,coupling.gain=0,agents=3",
                        "seed=1,coupling.gain=0.1,agents=3",
                        "seed=2,coupling.gain=0,agents=3",
                        "seed=2,coupling.gain=0.1,agents=3");
        assertThat(batch.varied()).containsExactly(Keys.SEED, Keys.COUPLING_GAIN, Keys.AGENTS);
        assertThat(batch.runs().get(1).configuration())
                .isEqualTo(
                        ConfigurationLoader.fromText("seed = 1, coupling.gain = 0.1, agents = 3", "same", List.of()));
    }

    @Test
    void keysMayBeQuotedDottedOrNestedAndKeepTheOrderOfTheFile() {
        // Enough keys on one line that no hash order would give their order by chance.
        Batch batch = load("batch.grid { seed = [1], model { l2 = [0], dropout = [0] }, optimiser.momentum = [0.5],"
                + " \"batch-size\" = [8], coupling.gain = [1], data { train-limit = [100] }, agents = [2] }");
        assertThat(labels(batch))
                .containsExactly(
                        "seed=1,model.l2=0,model.dropout=0,optimiser.momentum=0.5,batch-size=8,coupling.gain=1,"
                                + "data.train-limit=100,agents=2");
    }

    @Test
    void listedRunsAreTakenEachTimesTheGrid() {
        Batch batch = load("""
                coupling.gain = 0.5
                batch {
                  runs = [
                    { label = "EASGD-WM", optimiser.name = sgd, algorithm = easgd }
                    { algorithm = none }
                  ]
                  grid { seed = [1, 2] }
                }
                """);
        assertThat(labels(batch))
                .containsExactly(
                        "EASGD-WM,seed=1", "EASGD-WM,seed=2", "algorithm=none,seed=1", "algorithm=none,seed=2");
        assertThat(batch.runs())
                .extracting(Batch.Run::group)
                .containsExactly("EASGD-WM", "EASGD-WM", "algorithm=none", "algorithm=none");
        Batch.Run second = batch.runs().get(1);
        assertThat(second.configuration().value(Keys.ALGORITHM)).isEqualTo(Algorithm.EASGD);
        assertThat(second.configuration().value(Keys.COUPLING_GAIN)).isEqualTo(0.5);
        // What a run of the list does not set has the file's value.
        assertThat(batch.values(batch.runs().get(2)))
                .containsEntry("optimiser.name", "nesterov")
                .containsEntry("algorithm", "none")
                .containsEntry("seed", "1");
    }

    @Test
    void zippedListsGoTogether() {
        Batch batch =
                load("batch { zip { agents = [2, 4], \"coupling.gain\" = [0.5, 0.25] }, grid { seed = [1, 2] } }");
        assertThat(labels(batch))
                .containsExactly(
                        "agents=2,coupling.gain=0.5,seed=1",
                        "agents=2,coupling.gain=0.5,seed=2",
                        "agents=4,coupling.gain=0.25,seed=1",
                        "agents=4,coupling.gain=0.25,seed=2");
        assertProblems(
                "batch.zip { agents = [2, 4], seed = [1] }",
                "Invalid batch.zip: agents with 2 values, seed with 1 values (expected lists of one length)");
    }

    @Test
    void aRandomSearchDrawsWithinItsBoundsAndALargerOneKeepsItsDraws() {
        String search = """
                batch.random { draws = %d, seed = 5, keys {
                  "learning-rate.initial" = "1e-3..1 log", "coupling.gain" = "0..2", agents = "2..4", algorithm = [qsgd, easgd] } }
                """;
        List<Batch.Run> runs = load(search.formatted(200)).runs();
        assertThat(load(search.formatted(20)).runs()).isEqualTo(runs.subList(0, 20));
        assertThat(load(search.formatted(20).replace("seed = 5", "seed = 6")).runs())
                .isNotEqualTo(runs.subList(0, 20));
        assertThat(runs)
                .extracting(run -> run.configuration().value(Keys.AGENTS))
                .containsOnly(2, 3, 4);
        assertThat(runs)
                .extracting(run -> run.configuration().value(Keys.ALGORITHM))
                .contains(Algorithm.QSGD, Algorithm.EASGD);
        assertThat(runs)
                .extracting(run -> run.configuration().value(Keys.COUPLING_GAIN))
                .allMatch(k -> k >= 0 && k <= 2);
        // Uniform in the logarithm: each decade has 67 of 200 within 5 standard deviations (33).
        for (double decade : List.of(1e-3, 1e-2, 1e-1)) {
            assertThat(runs.stream()
                            .map(run -> run.configuration().value(Keys.LEARNING_RATE_INITIAL))
                            .filter(rate -> rate >= decade && rate < 10 * decade))
                    .hasSizeBetween(34, 100);
        }
    }

    @Test
    void fractionsAreDrawnOfAKeyThatHasAnUpperBound() {
        String search = "batch.random { draws = 20, keys { \"optimiser.momentum\" = \"0.6..0.99\" } }";
        assertThat(load(search).runs())
                .extracting(run -> run.configuration().value(Keys.OPTIMISER_MOMENTUM))
                .allMatch(momentum -> momentum >= 0.6 && momentum <= 0.99);
    }

    @Test
    void aRandomSearchThatMakesNoSenseIsRefused() {
        assertProblems(
                "batch.random { draws = 0, seed = x, budget = 3, keys { agents = \"4..2\", \"coupling.gain\" = \"0..1 log\", seed = [] } }",
                "Invalid batch.random: budget (expected draws, seed and keys)",
                "Invalid batch.random.draws: 0 (expected a whole number from 1 to 10000)",
                "Invalid batch.random.seed: x (expected a whole number)",
                "Invalid batch.random.keys.agents: 4..2 (expected a list, or \"from..to\" with from < to, or \"from..to log\" with 0 < from < to)",
                "Invalid batch.random.keys.coupling.gain: 0..1 log (expected a list, or \"from..to\" with from < to, or \"from..to log\" with 0 < from < to)",
                "Invalid batch.random.keys.seed: [] (expected a list, or \"from..to\" with from < to, or \"from..to log\" with 0 < from < to)");
        assertProblems(
                "batch { grid.seed = [1], zip { seed = [1, 2] } }",
                "Invalid batch section of text: seed twice (expected each key in one of grid, zip and random)");
    }

    @Test
    void labelsAreFitForFileNamesAndDistinct() {
        Batch batch = load("""
                data.format = idx
                batch.grid {
                  data.path = ["/data/a b", "/data/a/b", "../é", "x"]
                  model.hidden = [[16, 8], []]
                }
                """);
        assertThat(labels(batch))
                .contains("data.path=-data-a-b,model.hidden=16x8", "data.path=-data-a-b,model.hidden=16x8-2")
                .contains("data.path=..-,model.hidden=none")
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[A-Za-z0-9._=,-]{1,128}"));
        assertThat(batch.runs().get(2).configuration().value(Keys.DATA_PATH)).contains("/data/a/b");
    }

    @Test
    void longLabelsAreCutAndStayDistinct() {
        String path = "/a".repeat(100);
        Batch batch = load("data.format = idx, batch.grid.data.path = [\"%s1\", \"%s2\"]".formatted(path, path));
        assertThat(labels(batch)).doesNotHaveDuplicates().allMatch(label -> label.length() <= 128);
    }

    @Test
    void valuesOfARunStandAboveTheOverridesAndSubstitutionsSeeThem() {
        Batch batch = BatchLoader.fromText(
                "learning-rate.floor = ${learning-rate.initial}, batch.grid.learning-rate.initial = [0.1, ${coupling.gain}]",
                "text",
                List.of("coupling.gain=0.25", "agents=7"));
        assertThat(batch.runs())
                .extracting(run -> run.configuration().value(Keys.LEARNING_RATE_FLOOR))
                .containsExactly(0.1, 0.25);
        assertThat(batch.runs())
                .extracting(run -> run.configuration().value(Keys.AGENTS))
                .containsOnly(7);
    }

    @Test
    void everyProblemOfEveryRunComesAtOnceAndWhatAllShareComesOnce() {
        assertProblems(
                "agents = 0, batch { grd = {}, grid { coupling.gian = [1], coupling.gain = [-1, 1, x], seed = [1, 2] } }",
                "Unknown key batch.grd in text (did you mean batch.grid?)",
                "Unknown key coupling.gian in batch.grid of text (did you mean coupling.gain?)",
                "Invalid agents: 0 (expected a whole number >= 1 and < 2^31)",
                "coupling.gain=-1,seed=1: Invalid coupling.gain: -1 (expected a finite number >= 0)",
                "coupling.gain=-1,seed=2: Invalid coupling.gain: -1 (expected a finite number >= 0)",
                "coupling.gain=x,seed=1: Invalid coupling.gain: x (expected a finite number >= 0)",
                "coupling.gain=x,seed=2: Invalid coupling.gain: x (expected a finite number >= 0)");
    }

    @Test
    void gridsAndListsThatMakeNoSenseAreRefused() {
        assertProblems("agents = 2", "Invalid batch section of text: none (expected runs, zip, random or grid)");
        assertProblems("batch.grid = 3", "Invalid batch.grid: 3 (expected keys and their values)");
        assertProblems("batch.grid.seed = 3", "Invalid batch.grid.seed: 3 (expected a list of values)");
        assertProblems("batch.grid.seed = []", "Invalid batch.grid.seed: [] (expected a list of values)");
        assertProblems("batch.grid.seed = [3, 3]", "Invalid batch.grid.seed: [3,3] (expected each value once)");
        assertProblems(
                "batch.grid { coupling.gain = [1], \"coupling.gain\" = [2] }",
                "Invalid batch.grid: coupling.gain twice (expected each key once)");
        assertProblems(
                "batch.grid.output.dir = [a, b]",
                "Invalid batch.grid: output.dir (expected keys other than output.dir, which all runs share)");
        assertProblems(
                "batch.runs = []", "Invalid batch.runs: [] (expected a list of runs, each { label, keys and values })");
        assertProblems(
                "batch { runs = [ { label = a }, { label = a, seed = 2 }, 3 ], grid.seed = [1] }",
                "Invalid batch.runs[1].label: a (expected a label that no other run has)",
                "Invalid batch.runs[1].seed: 2 (expected a key that the rest of the batch does not vary)",
                "Invalid batch.runs[2]: 3 (expected keys and their values)");
        assertProblems(
                "batch.grid { seed = %1$s, agents = %1$s, epochs = %1$s, rounds = %1$s }"
                        .formatted("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"),
                "Invalid number of runs in text: above 10000 (expected at most 10000)");
    }

    @Test
    void runsOfABatchShareTheAlgorithmsOfAGpu() {
        String grid = "name = b, model.backend = %s, batch.grid = { \"model.gpu-algorithms\" = [%s] }";
        assertProblems(
                grid.formatted("torch", "deterministic, fast"),
                "Invalid model.gpu-algorithms: deterministic and fast"
                        + " (expected one of them in all runs of a batch, which share their processes)");
        assertThat(BatchLoader.fromText(grid.formatted("torch", "fast"), "test", List.of())
                        .runs())
                .hasSize(1);
        String both = "name = b, model.gpu-algorithms = fast, model.backend = torch,"
                + " batch.runs = [{}, { model { backend = dl4j, gpu-algorithms = deterministic } },"
                + " { model { file = net.pt, preset = file, gpu-algorithms = deterministic } }]";
        assertThat(BatchLoader.fromText(both, "test", List.of()).runs()).hasSize(3);
    }

    @Test
    void anOverrideOfAKeyThatTheBatchVariesIsRefused() {
        assertThatThrownBy(() -> BatchLoader.fromText("batch.grid.seed = [1, 2]", "text", List.of("seed=3")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid --set: seed=3 (expected a key that the batch does not vary)");
    }

    @Test
    void aFileIsReadLikeTextAndOneRunsLoaderPointsToTheBatchCommand(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("base.conf"), "agents = 3");
        Path file = Files.writeString(
                directory.resolve("grid.conf"), "include \"base.conf\"\nbatch.grid { seed = [1, 2], agents = [5] }");
        assertThat(labels(BatchLoader.fromFile(file, List.of()))).containsExactly("seed=1,agents=5", "seed=2,agents=5");
        assertThat(BatchLoader.isBatch(file)).isTrue();
        assertThat(BatchLoader.isBatch(directory.resolve("base.conf"))).isFalse();
        assertThatThrownBy(() -> ConfigurationLoader.fromFile(file, List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid configuration file: " + file
                        + " (expected one run; its batch section is for quorum batch)");
    }

    private static void assertProblems(String text, String... problems) {
        assertThatThrownBy(() -> load(text))
                .asInstanceOf(type(InvalidInputException.class))
                .extracting(InvalidInputException::problems)
                .isEqualTo(List.of(problems));
    }

    private static List<String> labels(Batch batch) {
        return batch.runs().stream().map(Batch.Run::label).toList();
    }

    private static Batch load(String text) {
        return BatchLoader.fromText(text, "text", List.of());
    }
}
