package org.quorumsgd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Optional;

/** Reads {@code --set path=value}: the value is HOCON, but a value of a text key is taken to the letter. */
final class Overrides {
    private static final String OPTION = "--set";

    private Overrides() {}

    /** The overrides, the later above the earlier; what is wrong with one of them goes to {@code problems}. */
    static Config read(List<String> overrides, KeyProblems problems) {
        return read(overrides, Keys.all(), problems);
    }

    /** Where these keys are known and no others. */
    static Config read(List<String> overrides, List<Key<?>> known, KeyProblems problems) {
        Config config = ConfigFactory.empty();
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                problems.invalid(OPTION, override, "path=value");
                continue;
            }
            String path = override.substring(0, equals).strip();
            String text = override.substring(equals + 1).strip();
            Optional<Key<?>> key =
                    known.stream().filter(each -> each.name().equals(path)).findFirst();
            if (key.isEmpty()) {
                problems.unknown(path, OPTION, known.stream().map(Key::name).toList());
                continue;
            }
            Optional<ConfigValue> value = value(key.get(), text);
            if (value.isEmpty()) {
                problems.invalid(key.get(), text);
            } else {
                config = config.withValue(path, value.get());
            }
        }
        return config;
    }

    private static Optional<ConfigValue> value(Key<?> key, String text) {
        boolean isHocon = text.startsWith("\"") || text.contains("${") || text.equals("null");
        if (key.isText() && !isHocon) {
            return Optional.of(ConfigValueFactory.fromAnyRef(text, OPTION));
        }
        try {
            ConfigObject parsed = ConfigFactory.parseString(
                            "v = " + text, ConfigParseOptions.defaults().setOriginDescription(OPTION))
                    .root();
            // More than one entry: the text ended the value and began another.
            return parsed.size() == 1 ? Optional.ofNullable(parsed.get("v")) : Optional.empty();
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }
}
