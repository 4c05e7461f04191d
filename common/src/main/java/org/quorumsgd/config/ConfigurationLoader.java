package org.quorumsgd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads a configuration: defaults, below a HOCON file, below {@code --set path=value} overrides, of which the last wins.
 * Substitutions may name any key or environment variable. The problems of file and overrides are reported all at once.
 */
public final class ConfigurationLoader {
    private static final String DEFAULT = "default";
    private static final String RESOLVABLE = "the name of a key or environment variable";
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");
    /** Leaves what cannot be resolved in place, so that it is reported with everything else. */
    private static final ConfigResolveOptions LENIENT =
            ConfigResolveOptions.defaults().setAllowUnresolved(true);

    private final String origin;
    private final KeyProblems problems = new KeyProblems();

    /** @param origin names the file in problems */
    ConfigurationLoader(String origin) {
        this.origin = origin;
    }

    /**
     * Reads a local file; includes are relative to it.
     *
     * @throws InvalidInputException with every problem found
     */
    public static Configuration fromFile(Path file, List<String> overrides) {
        return Nesting.limited(file.toString(), () -> {
            ConfigurationLoader loader = new ConfigurationLoader(file.toString());
            return loader.loadOne(loader.parse(file), overrides);
        });
    }

    /**
     * What a driver elsewhere needs to read a local file: the file itself, and those that it includes, directly or not.
     *
     * @return absolute and normal
     * @throws InvalidInputException when one of them cannot be read or parsed
     */
    public static Set<Path> files(Path file) {
        return Nesting.limited(file.toString(), () -> {
            Set<Path> files = new LinkedHashSet<>(Set.of(normal(file)));
            ConfigurationLoader loader = new ConfigurationLoader(file.toString());
            loader.parse(file.toAbsolutePath(), included -> files.add(normal(included)));
            loader.problems.throwIfAny();
            return files;
        });
    }

    private static Path normal(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /**
     * Reads HOCON or JSON text; {@code origin} names it in problems.
     *
     * @throws InvalidInputException with every problem found
     */
    public static Configuration fromText(String hocon, String origin, List<String> overrides) {
        return Nesting.limited(origin, () -> {
            ConfigurationLoader loader = new ConfigurationLoader(origin);
            return loader.loadOne(loader.parse(hocon), overrides);
        });
    }

    /** Nothing when the file cannot be read or parsed, which then is a problem. */
    Optional<Config> parse(Path file) {
        return parse(file, included -> {});
    }

    private Optional<Config> parse(Path file, Consumer<Path> included) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            problems.invalid("configuration file", file.toString(), "a readable file");
            return Optional.empty();
        }
        Nesting.check(file);
        return parse(options -> ConfigFactory.parseFile(file.toFile(), options), included);
    }

    /** Nothing when the text cannot be parsed, which then is a problem. */
    Optional<Config> parse(String hocon) {
        Nesting.check(origin, hocon);
        return parse(options -> ConfigFactory.parseString(hocon, options), included -> {});
    }

    private Optional<Config> parse(Function<ConfigParseOptions, Config> parser, Consumer<Path> included) {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setOriginDescription(origin)
                .setAllowMissing(false)
                .setIncluder(new FileIncluder(included));
        try {
            return Optional.of(parser.apply(options));
        } catch (FileIncluder.MissingInclude e) {
            problems.invalid("include in " + origin, e.name(), "a readable file");
        } catch (ConfigException e) {
            problems.add("Syntax error in " + e.getMessage());
        }
        return Optional.empty();
    }

    private Configuration loadOne(Optional<Config> file, List<String> overrides) {
        if (file.isPresent() && file.get().root().containsKey(BatchSection.NAME)) {
            problems.invalid("configuration file", origin, "one run; its batch section is for quorum batch");
        }
        return load(file.map(one -> one.withoutPath(BatchSection.NAME)), overrides, ConfigFactory.empty());
    }

    /**
     * Without a {@code file}, which then is a problem of its own, the overrides are still checked one by one.
     *
     * @param above what stands above the overrides
     * @throws InvalidInputException with every problem found
     */
    Configuration load(Optional<Config> file, List<String> overrides, Config above) {
        Config merged = above.withFallback(Overrides.read(overrides, problems))
                .withFallback(file.orElse(ConfigFactory.empty()));
        Map<String, ConfigValue> leaves = new LinkedHashMap<>();
        addLeaves(List.of(), resolve(overDefaults(merged)), leaves);

        reportUnknown(leaves);
        Map<Key<?>, Object> given = new HashMap<>();
        for (Key<?> key : Keys.all()) {
            ConfigValue value = leaves.get(key.name());
            if (value != null) {
                read(key, value)
                        .filter(read -> !(isFromDefaults(value) && read.equals(key.defaultValue())))
                        .ifPresent(read -> given.put(key, read));
            }
        }
        CrossChecks.addDependentDefaults(given);
        Configuration configuration = new Configuration(given);
        if (file.isPresent()) {
            problems.checkTogether(configuration);
        }
        problems.throwIfAny();
        return configuration;
    }

    private static Config overDefaults(Config config) {
        return config.withFallback(
                ConfigFactory.parseMap(Configuration.defaults().asMap(), DEFAULT));
    }

    /** The overrides over the file over the defaults, substitutions resolved as far as they can be. */
    ConfigObject resolved(Config file, List<String> overrides) {
        Config above = Overrides.read(overrides, new KeyProblems()); // every run reports them
        return resolve(overDefaults(above.withFallback(file)));
    }

    private ConfigObject resolve(Config config) {
        try {
            return config.resolve(LENIENT).root();
        } catch (ConfigException e) {
            problems.add("Invalid substitution in " + e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }

    /** Adds every value that is not a section by its path; a section that cannot be resolved counts as a value. */
    private static void addLeaves(List<String> parents, ConfigObject section, Map<String, ConfigValue> leaves) {
        section.forEach((name, value) -> {
            List<String> path = new ArrayList<>(parents);
            path.add(name);
            if (isSection(value) && path.size() < Nesting.MOST_LEVELS) {
                addLeaves(path, (ConfigObject) value, leaves);
            } else {
                leaves.put(ConfigUtil.joinPath(path), value);
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

    private void reportUnknown(Map<String, ConfigValue> leaves) {
        leaves.entrySet().stream()
                .filter(leaf -> Keys.find(leaf.getKey()).isEmpty())
                .sorted(Comparator.comparingInt(leaf -> leaf.getValue().origin().lineNumber()))
                .forEach(leaf -> reportUnknown(leaf.getKey(), leaf.getValue()));
    }

    private void reportUnknown(String path, ConfigValue value) {
        Optional<String> substitution = substitution(value);
        if (substitution.isPresent()
                && Keys.all().stream().anyMatch(key -> key.section().equals(path))) {
            problems.invalid(path, substitution.get(), RESOLVABLE);
        } else {
            String file = value.origin().filename();
            problems.unknown(path, file == null ? origin : file);
        }
    }

    private <T> Optional<T> read(Key<T> key, ConfigValue value) {
        try {
            Optional<T> read = key.read(value);
            if (read.isEmpty()) {
                problems.invalid(key, shown(value));
            }
            return read;
        } catch (ConfigException.NotResolved e) {
            problems.invalid(key, substitution(value).orElse(""), RESOLVABLE);
            return Optional.empty();
        }
    }

    private static boolean isFromDefaults(ConfigValue value) {
        return value.origin().description().equals(DEFAULT);
    }

    private static String shown(ConfigValue value) {
        return ValueType.scalar(value).orElseGet(() -> value.render(ConfigRenderOptions.concise()));
    }

    /** The first substitution that could not be resolved; text in quotes that looks like one does not count. */
    private static Optional<String> substitution(ConfigValue value) {
        try {
            value.unwrapped();
            return Optional.empty();
        } catch (ConfigException.NotResolved e) {
            return SUBSTITUTION
                    .matcher(value.render(ConfigRenderOptions.concise()))
                    .results()
                    .map(MatchResult::group)
                    .findFirst();
        }
    }
}
