package org.quorumsgd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a configuration file with a {@code batch} section and makes the configuration of every run: the file, below
 * {@code --set}, below the run's own values. The problems of all runs are reported at once.
 *
 * <pre>
 *   batch.grid = { "coupling.gain" = [0, 1], seed = [1, 2, 3] }    all combinations, the last key fastest
 *   batch.runs = [ { label = "A", algorithm = easgd }, { ... } ]   each times the grid, if there is one
 *   batch.early-stop { rule = halving }                            not all of them to their end
 * </pre>
 */
public final class BatchLoader {
    private BatchLoader() {}

    /**
     * Reads a local file; includes are relative to it.
     *
     * @throws InvalidInputException with every problem found
     */
    public static Batch fromFile(Path file, List<String> overrides) {
        String origin = file.toString();
        return Nesting.limited(origin, () -> {
            ConfigurationLoader parser = new ConfigurationLoader(origin);
            Optional<Config> parsed = parser.parse(file);
            return load(parser, parsed, origin, parsed.isEmpty() ? "" : text(file), overrides);
        });
    }

    /** As the parser decodes it: malformed bytes become U+FFFD. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw InvalidInputException.of(
                    "Invalid configuration file: " + file + " (expected a readable file: " + e.getMessage() + ")");
        }
    }

    /**
     * Reads HOCON or JSON text; {@code origin} names it in problems.
     *
     * @throws InvalidInputException with every problem found
     */
    public static Batch fromText(String hocon, String origin, List<String> overrides) {
        return Nesting.limited(origin, () -> {
            ConfigurationLoader parser = new ConfigurationLoader(origin);
            return load(parser, parser.parse(hocon), origin, hocon, overrides);
        });
    }

    /** Whether a local file can be read and has a batch section. */
    public static boolean isBatch(Path file) {
        return Nesting.limited(file.toString(), () -> has(new ConfigurationLoader(file.toString()).parse(file)));
    }

    /** Whether HOCON or JSON text can be parsed and has a batch section. */
    public static boolean isBatch(String hocon) {
        return Nesting.limited("text", () -> has(new ConfigurationLoader("").parse(hocon)));
    }

    private static boolean has(Optional<Config> file) {
        return file.isPresent() && file.get().root().containsKey(BatchSection.NAME);
    }

    private static Batch load(
            ConfigurationLoader parser, Optional<Config> parsed, String origin, String text, List<String> overrides) {
        if (parsed.isEmpty()) {
            parser.load(parsed, overrides, ConfigFactory.empty()); // throws what is wrong
        }
        Map<Boolean, List<String>> byKind = overrides.stream()
                .collect(Collectors.partitioningBy(override -> override.startsWith(EarlyStopSection.PATH)));
        List<String> ofTheBatch = Objects.requireNonNull(byKind.get(true));
        List<String> ofRuns = Objects.requireNonNull(byKind.get(false));
        KeyProblems sectionProblems = new KeyProblems();
        ConfigValue section = parser.resolved(parsed.orElseThrow(), ofRuns).get(BatchSection.NAME);
        List<BatchChoice> choices = new BatchSection(origin, text, sectionProblems).choices(section);
        EarlyStop earlyStop = EarlyStopSection.read(
                section instanceof ConfigObject batch ? batch.get(EarlyStopSection.NAME) : null,
                Overrides.read(ofTheBatch, EarlyStopSection.KEYS, sectionProblems),
                origin,
                sectionProblems);
        Set<Key<?>> varied = new LinkedHashSet<>();
        choices.forEach(choice -> varied.addAll(choice.values().keySet()));
        refuseVaried(ofRuns, varied, sectionProblems);

        Problems problems = new Problems();
        sectionProblems.addTo(problems);
        Optional<Config> plain = parsed.map(file -> file.withoutPath(BatchSection.NAME));
        RunLabels labels = new RunLabels();
        List<Batch.Run> runs = new ArrayList<>();
        ProblemsByRun byRun = new ProblemsByRun(choices.size());
        for (BatchChoice choice : choices) {
            String label = labels.unique(choice.label());
            try {
                Configuration configuration = new ConfigurationLoader(origin).load(plain, ofRuns, choice.asConfig());
                Problems ofTheRule = new Problems();
                earlyStop.check(configuration, ofTheRule);
                ofTheRule.throwIfAny();
                runs.add(new Batch.Run(label, choice.group(), configuration));
            } catch (InvalidInputException e) {
                byRun.addAll(label, e);
            }
        }
        byRun.addTo(problems);
        refuseSeveralAlgorithms(runs, problems);
        problems.throwIfAny();
        return new Batch(
                List.copyOf(varied), runs, earlyStop.isOn() ? List.of(new Batch.Contest(earlyStop, runs)) : List.of());
    }

    /** Runs of a batch share the processes that a GPU's algorithms are chosen for. */
    private static void refuseSeveralAlgorithms(List<Batch.Run> runs, Problems problems) {
        List<String> chosen = runs.stream()
                .map(Batch.Run::configuration)
                .filter(CrossChecks::isPresetOfTorch)
                .map(configuration ->
                        configuration.value(Keys.MODEL_GPU_ALGORITHMS).label())
                .distinct()
                .toList();
        if (chosen.size() > 1) {
            problems.invalid(
                    Keys.MODEL_GPU_ALGORITHMS.name(),
                    String.join(" and ", chosen),
                    "one of them in all runs of a batch, which share their processes");
        }
    }

    private static void refuseVaried(List<String> overrides, Set<Key<?>> varied, KeyProblems problems) {
        for (String override : overrides) {
            String path =
                    override.substring(0, Math.max(0, override.indexOf('='))).strip();
            if (varied.stream().anyMatch(key -> key.name().equals(path))) {
                problems.invalid("--set", override, "a key that the batch does not vary");
            }
        }
    }
}
