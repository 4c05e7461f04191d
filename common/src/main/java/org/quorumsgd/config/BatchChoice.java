package org.quorumsgd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What sets one run of a batch, or one point of its grid, apart.
 *
 * @param label names it; not yet fit for a file name
 * @param group the label without the seed, for a reader
 */
record BatchChoice(String label, String group, Map<Key<?>, ConfigValue> values) {
    static final BatchChoice NOTHING = new BatchChoice("", "", Map.of());

    BatchChoice and(Key<?> key, ConfigValue value) {
        String part = key.name() + "=" + RunLabels.text(value);
        Map<Key<?>, ConfigValue> more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new BatchChoice(joined(label, ",", part), key == Keys.SEED ? group : joined(group, ", ", part), more);
    }

    BatchChoice named(String name) {
        return new BatchChoice(name, name, values);
    }

    Config asConfig() {
        Config config = ConfigFactory.empty();
        for (Map.Entry<Key<?>, ConfigValue> entry : values.entrySet()) {
            config = config.withValue(entry.getKey().name(), entry.getValue());
        }
        return config;
    }

    static String joined(String first, String separator, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + separator + second;
    }
}
