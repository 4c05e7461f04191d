package org.quorumsgd.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a key are read from HOCON, bounded and written back. A bound and its English text are made
 * together, so that neither can change alone. Numbers may come as strings, because environment variables do.
 */
final class ValueType<T> {
    private final String expected;
    private final boolean isText;
    private final Function<ConfigValue, Optional<T>> reader;
    private final Function<T, @Nullable Object> writer;

    private ValueType(
            String expected,
            boolean isText,
            Function<ConfigValue, Optional<T>> reader,
            Function<T, @Nullable Object> writer) {
        this.expected = expected;
        this.isText = isText;
        this.reader = reader;
        this.writer = writer;
    }

    /** What a value must be, as in "a finite number >= 0". */
    String expected() {
        return expected;
    }

    /** Whether {@code --set} takes the value to the letter: a URL is no HOCON without quotes. */
    boolean isText() {
        return isText;
    }

    /** The value, or empty when it has another type or breaks the bound. */
    Optional<T> read(ConfigValue value) {
        return reader.apply(value);
    }

    /** The value as JSON knows it: number, string, boolean, list or null. */
    @Nullable
    Object json(T value) {
        return writer.apply(value);
    }

    /** Any finite number. */
    static ValueType<Double> number() {
        return number("", x -> true);
    }

    static ValueType<Double> numberAtLeast(double bound) {
        return number(">= " + plain(bound), x -> x >= bound);
    }

    static ValueType<Double> numberAbove(double bound) {
        return number("> " + plain(bound), x -> x > bound);
    }

    /** At least {@code low} and below {@code high}. */
    static ValueType<Double> numberFromTo(double low, double high) {
        return number(">= " + plain(low) + " and < " + plain(high), x -> x >= low && x < high);
    }

    /** Strictly between the two. */
    static ValueType<Double> numberBetween(double low, double high) {
        return number("> " + plain(low) + " and < " + plain(high), x -> x > low && x < high);
    }

    static ValueType<Integer> integerAtLeast(int bound) {
        return new ValueType<>(
                "a whole number >= " + bound + " and < 2^31",
                false,
                value -> decimal(value)
                        .flatMap(ValueType::exactLong)
                        .filter(n -> n >= bound && n <= Integer.MAX_VALUE)
                        .map(Long::intValue),
                n -> n);
    }

    static ValueType<Long> longInteger() {
        return new ValueType<>(
                "a whole number >= -2^63 and < 2^63",
                false,
                value -> decimal(value).flatMap(ValueType::exactLong),
                n -> n);
    }

    static ValueType<Boolean> flag() {
        return new ValueType<>("true or false", false, ValueType::truth, b -> b);
    }

    static ValueType<String> text(String expected, Predicate<String> bound) {
        return new ValueType<>(expected, true, value -> scalar(value).filter(bound), s -> s);
    }

    static <E extends Enum<E> & Choice> ValueType<E> oneOf(Class<E> choices) {
        List<E> constants = Arrays.asList(choices.getEnumConstants());
        String labels = constants.stream().map(Choice::label).collect(Collectors.joining(", "));
        return new ValueType<>(
                constants.size() == 1 ? labels : "one of " + labels,
                true,
                value -> scalar(value)
                        .flatMap(text -> constants.stream()
                                .filter(constant -> constant.label().equals(text))
                                .findFirst()),
                Choice::label);
    }

    static <E> ValueType<List<E>> listOf(ValueType<E> element) {
        return list(element, "a list, each element ", size -> true);
    }

    static <E> ValueType<List<E>> listOf(ValueType<E> element, int length) {
        return list(element, "a list of " + length + ", each element ", size -> size == length);
    }

    /** HOCON's null stands for "not given". */
    static <E> ValueType<Optional<E>> optional(ValueType<E> type) {
        return new ValueType<>(
                "null or " + type.expected,
                type.isText,
                value -> Optional.of(type.read(value))
                        .filter(read -> read.isPresent() || value.valueType() == ConfigValueType.NULL),
                value -> value.map(type::json).orElse(null));
    }

    private static ValueType<Double> number(String bound, Predicate<Double> holds) {
        return new ValueType<>(
                ("a finite number " + bound).strip(),
                false,
                value -> decimal(value).map(BigDecimal::doubleValue).filter(x -> Double.isFinite(x) && holds.test(x)),
                x -> x);
    }

    private static <E> ValueType<List<E>> list(ValueType<E> element, String prefix, Predicate<Integer> size) {
        return new ValueType<>(
                prefix + element.expected,
                false,
                value -> value instanceof ConfigList list && size.test(list.size())
                        ? elements(list, element)
                        : Optional.empty(),
                values -> values.stream().map(element::json).toList());
    }

    private static <E> Optional<List<E>> elements(ConfigList list, ValueType<E> type) {
        List<E> elements = new ArrayList<>();
        for (ConfigValue value : list) {
            Optional<E> element = type.read(value);
            if (element.isEmpty()) {
                return Optional.empty();
            }
            elements.add(element.get());
        }
        return Optional.of(List.copyOf(elements));
    }

    /** The value's own characters, before HOCON rounds them to a double; empty for null, lists and objects. */
    static Optional<String> scalar(ConfigValue value) {
        return switch (value.valueType()) {
            case NUMBER, STRING, BOOLEAN -> Optional.of(value.atKey("v").getString("v"));
            case NULL, LIST, OBJECT -> Optional.empty();
        };
    }

    private static Optional<Boolean> truth(ConfigValue value) {
        try {
            return scalar(value).map(text -> value.atKey("v").getBoolean("v"));
        } catch (ConfigException.WrongType e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> decimal(ConfigValue value) {
        try {
            return scalar(value).map(BigDecimal::new);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> exactLong(BigDecimal number) {
        try {
            return Optional.of(number.longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }
}
