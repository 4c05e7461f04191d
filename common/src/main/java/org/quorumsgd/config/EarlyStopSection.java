package org.quorumsgd.config;

import static org.quorumsgd.config.ValueType.listOf;
import static org.quorumsgd.config.ValueType.numberAbove;
import static org.quorumsgd.config.ValueType.numberBetween;
import static org.quorumsgd.config.ValueType.oneOf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code batch.early-stop}: its keys, which belong to a batch and to none of its runs, and how it is read. */
final class EarlyStopSection {
    static final String NAME = "early-stop";
    static final String PATH = BatchSection.NAME + "." + NAME;

    static final Key<EarlyStopRule> RULE = key(
            "rule",
            oneOf(EarlyStopRule.class),
            EarlyStopRule.NONE,
            "Which runs stop at a rung: none, those worse than the median of the others, or all but the best 1/eta.");
    static final Key<EarlyStopMeasure> MEASURE = key(
            "measure",
            oneOf(EarlyStopMeasure.class),
            EarlyStopMeasure.VALIDATION_LOSS,
            "By what the runs are held against each other; needs a validation split.");
    static final Key<List<Double>> RUNGS = key(
            "rungs",
            listOf(numberBetween(0, 1)),
            List.of(0.1, 0.3),
            "Fractions of each run's length, increasing; the runs are judged where they are evaluated first from there on.");
    static final Key<Double> ETA =
            key("eta", numberAbove(1), 3.0, "Of halving: one run in eta goes on past a rung, at least one.");

    static final List<Key<?>> KEYS = List.of(RULE, MEASURE, RUNGS, ETA);

    private EarlyStopSection() {}

    /**
     * Reads the section.
     *
     * @param above what {@code --set} says
     */
    static EarlyStop read(@Nullable ConfigValue section, Config above, String origin, KeyProblems problems) {
        ConfigObject given = null;
        if (section instanceof ConfigObject object) {
            given = object;
            object.keySet().stream()
                    .map(name -> PATH + "." + name)
                    .filter(name -> KEYS.stream().noneMatch(key -> key.name().equals(name)))
                    .sorted()
                    .forEach(name -> problems.unknown(
                            name, origin, KEYS.stream().map(Key::name).toList()));
        } else if (section != null) {
            problems.invalid(PATH, BatchSection.shown(section), "a section of rule, measure, rungs and eta");
        }
        List<Double> rungs = value(RUNGS, given, above, problems);
        if (rungs.isEmpty() || !rungs.equals(rungs.stream().sorted().distinct().toList())) {
            problems.invalid(RUNGS, rungs.toString(), "at least one fraction, each above the one before");
        }
        return new EarlyStop(
                value(RULE, given, above, problems),
                value(MEASURE, given, above, problems),
                rungs,
                value(ETA, given, above, problems));
    }

    private static <T> T value(Key<T> key, @Nullable ConfigObject section, Config above, KeyProblems problems) {
        try {
            ConfigValue value = above.hasPath(key.name())
                    ? above.getValue(key.name())
                    : section == null ? null : section.get(key.nameInSection());
            if (value != null) {
                return key.read(value).orElseGet(() -> {
                    problems.invalid(key, BatchSection.shown(value));
                    return key.defaultValue();
                });
            }
        } catch (ConfigException.NotResolved e) {
            problems.invalid(key, "${...}");
        }
        return key.defaultValue();
    }

    private static <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String text) {
        return new Key<>(PATH + "." + name, type, defaultValue, "", text, true);
    }
}
