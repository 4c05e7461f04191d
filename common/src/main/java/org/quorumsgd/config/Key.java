package org.quorumsgd.config;

import com.typesafe.config.ConfigValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One configuration key: its name, type and bound, default, unit and meaning, declared once in {@link Keys}. */
public final class Key<T> {
    private final String name;
    private final ValueType<T> type;
    private final T defaultValue;
    private final String unit;
    private final String text;
    private final boolean free;

    Key(String name, ValueType<T> type, T defaultValue, String unit, String text, boolean free) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.unit = unit;
        this.text = text;
        this.free = free;
    }

    /** The full path, such as {@code coupling.gain}. */
    public String name() {
        return name;
    }

    public T defaultValue() {
        return defaultValue;
    }

    /** The unit of the value; empty when it has none. */
    public String unit() {
        return unit;
    }

    /** What the key does, in one line. */
    public String text() {
        return text;
    }

    /** Whether no round has other bits for another value, so that a resumed run may change it. */
    public boolean isFree() {
        return free;
    }

    /** What a value must be, as in "a finite number >= 0". */
    public String expected() {
        return type.expected();
    }

    /** The part of the name before the last point; empty for a key at the top. */
    String section() {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    String nameInSection() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    boolean isText() {
        return type.isText();
    }

    Optional<T> read(ConfigValue value) {
        return type.read(value);
    }

    @Nullable
    Object json(T value) {
        return type.json(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
