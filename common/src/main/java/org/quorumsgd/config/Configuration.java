package org.quorumsgd.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A complete, checked and immutable set of values, one for every key of {@link Keys}. {@link ConfigurationLoader} makes
 * it; two configurations are equal when all their values are.
 */
public final class Configuration {
    private final Map<Key<?>, Object> values;

    /** The values by key; a key that is missing takes its default. */
    Configuration(Map<Key<?>, Object> given) {
        Map<Key<?>, Object> complete = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            Object value = given.get(key);
            complete.put(key, value == null ? key.defaultValue() : value);
        }
        this.values = Collections.unmodifiableMap(complete);
    }

    /** Every key at its default. */
    public static Configuration defaults() {
        return new Configuration(Map.of());
    }

    /** The value of {@code key}, never null: a key that may be left out has an {@code Optional}. */
    public <T> T value(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("Not one of Keys.all(): " + key);
        }
        // Only read and defaultValue of a Key<T> fill its entry.
        @SuppressWarnings("unchecked")
        T typed = (T) value;
        return typed;
    }

    /**
     * The values as nested maps of numbers, strings, booleans, lists and nulls, by section, in the order of the keys.
     * Written as JSON it is itself a configuration file with these values.
     */
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            Map<String, @Nullable Object> parent = root;
            if (!key.section().isEmpty()) {
                @SuppressWarnings("unchecked")
                Map<String, @Nullable Object> section = (Map<String, @Nullable Object>)
                        root.computeIfAbsent(key.section(), name -> new LinkedHashMap<String, @Nullable Object>());
                parent = section;
            }
            parent.put(key.nameInSection(), json(key));
        }
        return root;
    }

    /** Every key as HOCON; a file of this text loads to an equal configuration. */
    public String render() {
        return HoconWriter.write(this, key -> "");
    }

    /**
     * SHA-256, in lower-case hexadecimal, of the lines {@code name=value} in the order of the names. Numbers enter by
     * their exact value, so neither spelling nor the Java version changes it; a new key of a later version does.
     */
    public String sha256() {
        return sha256Of(Keys.all().stream());
    }

    /**
     * The same of what decides the bits of a round: without free keys, and without those at their default, so that a key
     * of a later version changes nothing until it is used.
     */
    public String roundSha256() {
        return sha256Of(
                Keys.all().stream().filter(key -> !key.isFree() && !value(key).equals(key.defaultValue())));
    }

    private String sha256Of(Stream<Key<?>> keys) {
        String lines = keys.sorted(Comparator.comparing(Key::name))
                .map(key -> key.name() + "=" + exact(json(key)) + "\n")
                .collect(Collectors.joining());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(lines.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** What is allowed but will probably not do what was meant, one line each. */
    public List<String> warnings() {
        return Warnings.of(this);
    }

    <T> @Nullable Object json(Key<T> key) {
        return key.json(value(key));
    }

    private static String exact(@Nullable Object json) {
        if (json instanceof Double number) {
            return Double.toHexString(number);
        }
        return HoconWriter.value(json);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Configuration that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return render();
    }
}
