package org.quorumsgd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads a configuration: defaults, below a HOCON file, below {@code --set path=value} overrides, of which the last wins.
 * Substitutions may name any key or environment variable. Every problem of file and overrides is reported at once.
 */
public final class ConfigurationLoader {
    private static final String OVERRIDE = "--set";
    private static final int SHOWN_CHARACTERS = 80;
    private static final ConfigResolveOptions LENIENT =
            ConfigResolveOptions.defaults().setAllowUnresolved(true);
    private static final Map<String, Key<?>> KEYS =
            Keys.all().stream().collect(Collectors.toMap(Key::name, key -> key, (a, b) -> a, LinkedHashMap::new));

    private final String origin;
    private final Problems problems = new Problems();
    private final Set<Key<?>> invalid = new HashSet<>();

    private ConfigurationLoader(String origin) {
        this.origin = origin;
    }

    /**
     * Reads a local file; includes are relative to it.
     *
     * @throws InvalidInputException with every problem found
     */
    public static Configuration fromFile(Path file, List<String> overrides) {
        ConfigurationLoader loader = new ConfigurationLoader(file.toString());
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            loader.problems.invalid("configuration file", file, "a readable file");
            return loader.load(Optional.empty(), overrides);
        }
        return loader.load(loader.parse(options -> ConfigFactory.parseFile(file.toFile(), options)), overrides);
    }

    /**
     * Reads HOCON or JSON text; {@code origin} names it in problems.
     *
     * @throws InvalidInputException with every problem found
     */
    public static Configuration fromText(String hocon, String origin, List<String> overrides) {
        ConfigurationLoader loader = new ConfigurationLoader(origin);
        return loader.load(loader.parse(options -> ConfigFactory.parseString(hocon, options)), overrides);
    }

    private Optional<Config> parse(Function<ConfigParseOptions, Config> parser) {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setOriginDescription(origin)
                .setAllowMissing(false)
                .setIncluder(new StrictIncluder());
        try {
            return Optional.of(parser.apply(options));
        } catch (StrictIncluder.MissingInclude e) {
            problems.invalid("include in " + origin, e.name(), "a readable file");
        } catch (ConfigException e) {
            problems.add("Syntax error in " + oneLine(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    /** Without a {@code file}, which then is a problem of its own, the overrides are still checked one by one. */
    private Configuration load(Optional<Config> file, List<String> overrides) {
        Config user = overrides(overrides).withFallback(file.orElse(ConfigFactory.empty()));
        Map<String, ConfigValue> given = leaves(resolve(user));
        reportUnknown(given);
        Config complete = user.withFallback(
                ConfigFactory.parseMap(Configuration.defaults().asMap(), "default"));
        Map<String, ConfigValue> resolved = leaves(resolve(complete));

        Map<Key<?>, Object> values = new HashMap<>();
        for (Key<?> key : Keys.all()) {
            ConfigValue value = resolved.get(key.name());
            if (value != null && given.containsKey(key.name())) {
                read(key, value).ifPresent(read -> values.put(key, read));
            }
        }
        CrossChecks.addDependentDefaults(values);
        Configuration configuration = new Configuration(values);
        if (file.isPresent()) {
            CrossChecks.run(configuration, invalid, problems);
        }
        problems.throwIfAny();
        return configuration;
    }

    private Config overrides(List<String> overrides) {
        Config config = ConfigFactory.empty();
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                problems.invalid(OVERRIDE, override, "path=value");
                continue;
            }
            String path = override.substring(0, equals).strip();
            String text = override.substring(equals + 1).strip();
            Key<?> key = KEYS.get(path);
            if (key == null) {
                unknown(path, OVERRIDE);
                continue;
            }
            Optional<ConfigValue> value = overridingValue(key, text);
            if (value.isEmpty()) {
                invalid(key, shown(text));
            } else {
                config = config.withValue(path, value.get());
            }
        }
        return config;
    }

    private static Optional<ConfigValue> overridingValue(Key<?> key, String text) {
        boolean isHocon = text.startsWith("\"") || text.contains("${") || text.equals("null");
        if (key.isText() && !isHocon) {
            return Optional.of(ConfigValueFactory.fromAnyRef(text, OVERRIDE));
        }
        try {
            ConfigObject parsed = ConfigFactory.parseString(
                            "v = " + text, ConfigParseOptions.defaults().setOriginDescription(OVERRIDE))
                    .root();
            // More than one entry: the text ended the value and began another.
            return parsed.size() == 1 ? Optional.ofNullable(parsed.get("v")) : Optional.empty();
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    private ConfigObject resolve(Config config) {
        try {
            return config.resolve(LENIENT).root();
        } catch (ConfigException e) {
            problems.add("Invalid substitution in " + oneLine(String.valueOf(e.getMessage())));
            problems.throwIfAny();
            throw e;
        }
    }

    private void reportUnknown(Map<String, ConfigValue> given) {
        given.forEach((path, value) -> {
            if (!KEYS.containsKey(path)) {
                String file = value.origin().filename();
                unknown(path, file == null ? origin : file);
            }
        });
    }

    private void unknown(String path, String where) {
        String hint = NearestName.to(path, KEYS.keySet())
                .map(name -> "did you mean " + name + "?")
                .orElse("conf/reference.conf lists every key");
        problems.add("Unknown key " + path + " in " + where + " (" + hint + ")");
    }

    private <T> Optional<T> read(Key<T> key, ConfigValue value) {
        try {
            Optional<T> read = key.read(value);
            if (read.isEmpty()) {
                invalid(key, shown(value));
            }
            return read;
        } catch (ConfigException.NotResolved e) {
            problems.invalid(
                    key.name(), shown(value.render()), "substitutions that name a key or environment variable");
            invalid.add(key);
            return Optional.empty();
        }
    }

    private void invalid(Key<?> key, String value) {
        problems.invalid(key.name(), value, key.expected());
        invalid.add(key);
    }

    /** Every value that is not a section by its path; a substitution that could not be resolved counts as one. */
    private static Map<String, ConfigValue> leaves(ConfigObject root) {
        Map<String, ConfigValue> leaves = new LinkedHashMap<>();
        addLeaves("", root, leaves);
        return leaves;
    }

    private static void addLeaves(String prefix, ConfigObject section, Map<String, ConfigValue> leaves) {
        section.forEach((name, value) -> {
            String path = prefix + name;
            if (isSection(value)) {
                addLeaves(path + ".", (ConfigObject) value, leaves);
            } else {
                leaves.put(path, value);
            }
        });
    }

    private static boolean isSection(ConfigValue value) {
        try {
            return value instanceof ConfigObject object && !object.isEmpty();
        } catch (ConfigException.NotResolved e) {
            return false;
        }
    }

    private static String shown(ConfigValue value) {
        return shown(ValueType.scalar(value).orElseGet(() -> value.render(ConfigRenderOptions.concise())));
    }

    private static String shown(String value) {
        String line = oneLine(value);
        if (line.isEmpty()) {
            return "\"\"";
        }
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
