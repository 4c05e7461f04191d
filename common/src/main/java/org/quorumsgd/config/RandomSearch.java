package org.quorumsgd.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values drawn at random, {@code batch.random}: so many draws, each key from a list or between two bounds. A draw depends on
 * seed, number of the draw and key only, so that a larger budget adds runs and changes none.
 *
 * <pre>
 *   random { draws = 20, seed = 1, keys { "learning-rate.initial" = "1e-3..1 log", algorithm = [qsgd, easgd] } }
 * </pre>
 *
 * @param draws how many; 1 without keys
 */
record RandomSearch(int draws, long seed, Map<Key<?>, Range> ranges) {
    private static final RandomSearch NONE = new RandomSearch(1, 0, Map.of());
    private static final List<String> KEYS = List.of("batch", "random", "keys");
    private static final String BOUNDS =
            "a list, or \"from..to\" with from < to, or \"from..to log\" with 0 < from < to";
    private static final Pattern INTERVAL = Pattern.compile("\\s*(\\S+?)\\s*\\.\\.\\s*(\\S+?)(\\s+log)?\\s*");
    /** Enough for any search, few enough for a label. */
    private static final MathContext DIGITS = new MathContext(3);

    /** Reads the keys below a section, as the other parts of a batch do. */
    @FunctionalInterface
    interface KeyReader {
        Map<Key<?>, ConfigValue> read(String name, List<String> path, ConfigValue section);
    }

    /** Where one key's values come from. */
    private sealed interface Range {
        ConfigValue at(double uniform);
    }

    private record Values(ConfigList list) implements Range {
        @Override
        public ConfigValue at(double uniform) {
            return list.get((int) (uniform * list.size()));
        }
    }

    private record Interval(double from, double to, boolean logarithmic, boolean whole) implements Range {
        @Override
        public ConfigValue at(double uniform) {
            double value = logarithmic
                    ? from * Math.pow(to / from, uniform)
                    : from + (whole ? Math.floor(uniform * (to - from + 1)) : uniform * (to - from));
            if (whole) {
                return ConfigValueFactory.fromAnyRef(Math.min(Math.round(value), (long) to));
            }
            return ConfigValueFactory.fromAnyRef(
                    new BigDecimal(value).round(DIGITS).doubleValue());
        }
    }

    static RandomSearch of(@Nullable ConfigValue section, KeyReader reader, KeyProblems problems) {
        if (section == null) {
            return NONE;
        }
        if (!(section instanceof ConfigObject object)) {
            problems.invalid("batch.random", BatchSection.shown(section), "draws, seed and keys");
            return NONE;
        }
        object.keySet().stream()
                .filter(name -> !List.of("draws", "seed", "keys").contains(name))
                .sorted()
                .forEach(name -> problems.invalid("batch.random", name, "draws, seed and keys"));
        OptionalDouble draws = number(object.get("draws"));
        OptionalDouble seed = object.containsKey("seed") ? number(object.get("seed")) : OptionalDouble.of(1);
        boolean wholeDraws = isWhole(draws) && draws.getAsDouble() >= 1 && draws.getAsDouble() <= 10_000;
        if (!wholeDraws) {
            problems.invalid("batch.random.draws", shown(object.get("draws")), "a whole number from 1 to 10000");
        }
        if (!isWhole(seed)) {
            problems.invalid("batch.random.seed", shown(object.get("seed")), "a whole number");
        }
        Map<Key<?>, Range> ranges = new LinkedHashMap<>();
        ConfigValue keys = object.get("keys");
        if (keys == null) {
            problems.invalid("batch.random.keys", "none", "at least one key");
        } else {
            reader.read("batch.random.keys", KEYS, keys)
                    .forEach((key, value) -> range(key, value)
                            .ifPresentOrElse(
                                    range -> ranges.put(key, range),
                                    () -> problems.invalid(
                                            "batch.random.keys." + key.name(), BatchSection.shown(value), BOUNDS)));
        }
        return wholeDraws && isWhole(seed)
                ? new RandomSearch((int) draws.getAsDouble(), (long) seed.getAsDouble(), ranges)
                : NONE;
    }

    private static Optional<Range> range(Key<?> key, ConfigValue value) {
        if (value instanceof ConfigList list) {
            return list.isEmpty() ? Optional.empty() : Optional.of(new Values(list));
        }
        Matcher matcher = INTERVAL.matcher(ValueType.scalar(value).orElse(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            double from = Double.parseDouble(matcher.group(1));
            double to = Double.parseDouble(matcher.group(2));
            boolean logarithmic = matcher.group(3) != null;
            // What no fraction may stand for is a whole number. One between the bounds: beyond them may be none for
            // another reason.
            double fraction = from + (to - from) / Math.PI;
            boolean whole = key.read(ConfigValueFactory.fromAnyRef(fraction)).isEmpty();
            boolean good = from < to && Double.isFinite(to - from) && (!logarithmic || from > 0);
            return good ? Optional.of(new Interval(from, to, logarithmic, whole)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static OptionalDouble number(@Nullable ConfigValue value) {
        try {
            return value == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(
                            Double.parseDouble(ValueType.scalar(value).orElse("")));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static boolean isWhole(OptionalDouble number) {
        return number.isPresent() && number.getAsDouble() == Math.rint(number.getAsDouble());
    }

    private static String shown(@Nullable ConfigValue value) {
        return value == null ? "none" : BatchSection.shown(value);
    }

    Set<Key<?>> keys() {
        return ranges.keySet();
    }

    /** Each choice with each draw. */
    List<BatchChoice> applied(List<BatchChoice> choices) {
        if (ranges.isEmpty()) {
            return choices;
        }
        List<BatchChoice> all = new ArrayList<>();
        for (BatchChoice choice : choices) {
            for (int draw = 0; draw < draws; draw++) {
                BatchChoice next = choice;
                for (Map.Entry<Key<?>, Range> entry : ranges.entrySet()) {
                    next = next.and(
                            entry.getKey(),
                            entry.getValue().at(uniform(draw, entry.getKey().name())));
                }
                all.add(next);
            }
        }
        return all;
    }

    private double uniform(int draw, String key) {
        long keyed = seed * 0x9E3779B97F4A7C15L + draw * 0xBF58476D1CE4E5B9L + key.hashCode();
        return new SplittableRandom(keyed).split().nextDouble();
    }
}
