package org.quorumsgd.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.parser.ConfigDocument;
import com.typesafe.config.parser.ConfigDocumentFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the {@code batch} section of a file into the choices that make its runs. */
final class BatchSection {
    static final String NAME = "batch";

    private static final List<String> PARTS = List.of("runs", "zip", "random", "grid", EarlyStopSection.NAME);
    private static final List<String> RUNS = List.of(NAME, "runs");
    private static final String LABEL = "label";
    private static final int MOST_RUNS = 10_000;
    /** Stands nowhere in a configuration file. */
    private static final String MARKER = "\"<quorum: where a value stands>\"";

    private final String origin;
    private final ConfigDocument document;
    private final KeyProblems problems;

    /**
     * Of a file that can be parsed.
     *
     * @param origin names the file in problems
     * @param text of the file
     */
    BatchSection(String origin, String text, KeyProblems problems) {
        this.origin = origin;
        this.document = ConfigDocumentFactory.parseString(text);
        this.problems = problems;
    }

    /** One choice a run: each of the list with each point of the grid. Less than all where there are problems. */
    List<BatchChoice> choices(@Nullable ConfigValue section) {
        if (!(section instanceof ConfigObject batch) || batch.isEmpty()) {
            problems.invalid(
                    "batch section of " + origin,
                    section == null ? "none" : shown(section),
                    "runs, zip, random or grid");
            return List.of();
        }
        batch.keySet().stream()
                .filter(name -> !PARTS.contains(name))
                .sorted()
                .forEach(name -> problems.unknown(
                        NAME + "." + name,
                        origin,
                        PARTS.stream().map(part -> NAME + "." + part).toList()));
        Map<Key<?>, ConfigList> axes = axes("grid", batch.get("grid"));
        Map<Key<?>, ConfigList> zipped = axes("zip", batch.get("zip"));
        RandomSearch random = RandomSearch.of(batch.get("random"), this::values, problems);
        Set<Key<?>> varied = new LinkedHashSet<>(axes.keySet());
        for (Set<Key<?>> more : List.of(zipped.keySet(), random.keys())) {
            more.stream()
                    .filter(key -> !varied.add(key))
                    .forEach(key -> problems.invalid(
                            "batch section of " + origin,
                            key.name() + " twice",
                            "each key in one of grid, zip and random"));
        }
        List<BatchChoice> choices = listed(batch.get("runs"), varied);
        long length = zipped.values().stream().mapToLong(ConfigList::size).max().orElse(1);
        long size = Math.min(choices.size() * length, MOST_RUNS + 1L);
        size = Math.min(size * random.draws(), MOST_RUNS + 1L);
        for (ConfigList values : axes.values()) {
            size = Math.min(size * values.size(), MOST_RUNS + 1L);
        }
        if (size > MOST_RUNS) {
            problems.invalid("number of runs in " + origin, "above " + MOST_RUNS, "at most " + MOST_RUNS);
            return List.of();
        }
        choices = random.applied(zip(zipped, choices));
        for (Map.Entry<Key<?>, ConfigList> axis : axes.entrySet()) {
            choices = choices.stream()
                    .flatMap(choice -> axis.getValue().stream().map(value -> choice.and(axis.getKey(), value)))
                    .toList();
        }
        return choices;
    }

    /** The first values of all lists together, the second ones together, and so on. */
    private List<BatchChoice> zip(Map<Key<?>, ConfigList> zipped, List<BatchChoice> choices) {
        List<Integer> lengths =
                zipped.values().stream().map(ConfigList::size).distinct().toList();
        if (lengths.isEmpty()) {
            return choices;
        }
        if (lengths.size() > 1) {
            problems.invalid(
                    "batch.zip",
                    zipped.entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + " with " + entry.getValue().size() + " values")
                            .collect(Collectors.joining(", ")),
                    "lists of one length");
            return choices;
        }
        List<BatchChoice> all = new ArrayList<>();
        for (BatchChoice choice : choices) {
            for (int i = 0; i < lengths.get(0); i++) {
                BatchChoice next = choice;
                for (Map.Entry<Key<?>, ConfigList> entry : zipped.entrySet()) {
                    next = next.and(entry.getKey(), entry.getValue().get(i));
                }
                all.add(next);
            }
        }
        return all;
    }

    private Map<Key<?>, ConfigList> axes(String part, @Nullable ConfigValue section) {
        Map<Key<?>, ConfigList> axes = new LinkedHashMap<>();
        if (section == null) {
            return axes;
        }
        values(NAME + "." + part, List.of(NAME, part), section).forEach((key, value) -> {
            String name = NAME + "." + part + "." + key.name();
            if (!(value instanceof ConfigList list) || list.isEmpty()) {
                problems.invalid(name, shown(value), "a list of values");
            } else if (part.equals("grid") && repeats(list)) {
                problems.invalid(name, shown(value), "each value once");
            } else {
                axes.put(key, list);
            }
        });
        return axes;
    }

    private static boolean repeats(ConfigList list) {
        try {
            return new HashSet<>(list.unwrapped()).size() < list.size();
        } catch (ConfigException.NotResolved e) {
            return false; // the runs say what is missing
        }
    }

    private List<BatchChoice> listed(@Nullable ConfigValue runs, Set<Key<?>> variedElsewhere) {
        if (runs == null) {
            return List.of(BatchChoice.NOTHING);
        }
        List<BatchChoice> choices = new ArrayList<>();
        if (!(runs instanceof ConfigList list) || list.isEmpty()) {
            problems.invalid("batch.runs", shown(runs), "a list of runs, each { label, keys and values }");
            return List.of(BatchChoice.NOTHING);
        }
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            choices.add(run("batch.runs[" + i + "]", list.get(i), variedElsewhere, labels));
        }
        return choices;
    }

    private BatchChoice run(String name, ConfigValue run, Set<Key<?>> variedElsewhere, Set<String> labels) {
        Optional<String> label = Optional.empty();
        ConfigValue keys = run;
        if (run instanceof ConfigObject object && object.containsKey(LABEL)) {
            label = ValueType.scalar(object.get(LABEL));
            keys = object.withoutKey(LABEL);
            if (label.isEmpty() || label.get().isBlank()) {
                problems.invalid(name + ".label", shown(object.get(LABEL)), "a text");
            } else if (!labels.add(label.get())) {
                problems.invalid(name + ".label", label.get(), "a label that no other run has");
            }
        }
        BatchChoice choice = BatchChoice.NOTHING;
        for (Map.Entry<Key<?>, ConfigValue> entry : values(name, RUNS, keys).entrySet()) {
            if (variedElsewhere.contains(entry.getKey())) {
                problems.invalid(
                        name + "." + entry.getKey().name(),
                        shown(entry.getValue()),
                        "a key that the rest of the batch does not vary");
            }
            choice = choice.and(entry.getKey(), entry.getValue());
        }
        return label.isPresent() ? choice.named(label.get()) : choice;
    }

    /** The values below a section, nested or by dotted keys, in the order in which they stand in the file. */
    private Map<Key<?>, ConfigValue> values(String name, List<String> path, ConfigValue section) {
        Map<Key<?>, ConfigValue> values = new LinkedHashMap<>();
        if (!(section instanceof ConfigObject object)) {
            problems.invalid(name, shown(section), "keys and their values");
            return values;
        }
        leaves(path, object)
                .sorted(Comparator.<Leaf>comparingInt(leaf -> position(leaf.path))
                        .thenComparingInt(leaf -> leaf.value.origin().lineNumber())
                        .thenComparing(leaf -> String.join(".", leaf.path)))
                .forEach(leaf -> {
                    String keyName = String.join(".", leaf.path.subList(path.size(), leaf.path.size()));
                    Optional<Key<?>> key = Keys.find(keyName);
                    if (key.isEmpty()) {
                        problems.unknown(keyName, name + " of " + origin);
                    } else if (key.get() == Keys.OUTPUT_DIR) {
                        problems.invalid(name, keyName, "keys other than output.dir, which all runs share");
                    } else if (values.put(key.get(), leaf.value) != null) {
                        problems.invalid(name, keyName + " twice", "each key once");
                    }
                });
        return values;
    }

    private record Leaf(List<String> path, ConfigValue value) {}

    private static Stream<Leaf> leaves(List<String> parents, ConfigObject section) {
        return section.entrySet().stream().flatMap(entry -> {
            List<String> path = new ArrayList<>(parents);
            path.add(entry.getKey());
            return entry.getValue() instanceof ConfigObject object
                            && !object.isEmpty()
                            && path.size() < Nesting.MOST_LEVELS
                    ? leaves(path, object)
                    : Stream.of(new Leaf(path, entry.getValue()));
        });
    }

    /** Where a value stands in the file; parsed objects no longer know. Behind all others when an include brought it. */
    private int position(List<String> path) {
        String expression = ConfigUtil.joinPath(path);
        int position = document.hasPath(expression)
                ? document.withValueText(expression, MARKER).render().indexOf(MARKER)
                : -1;
        return position < 0 ? Integer.MAX_VALUE : position;
    }

    static String shown(ConfigValue value) {
        return ValueType.scalar(value).orElseGet(() -> value.render(ConfigRenderOptions.concise()));
    }
}
