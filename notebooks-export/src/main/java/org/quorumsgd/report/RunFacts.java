package org.quorumsgd.report;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Key;
import org.quorumsgd.config.Keys;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Summary;

/**
 * What a run is, without its rounds.
 *
 * @param id the directory's name, or its path where two runs of a report have one name
 * @param summary null while the run goes on, or when it died without one
 */
public record RunFacts(
        String id,
        Directory directory,
        Manifest manifest,
        @Nullable Summary summary) {

    /** What {@code --resume} may change, but for what decides where a run ends, and whose reports count. */
    private static final Set<String> WITHOUT_EFFECT = Stream.concat(
                    Stream.of(Keys.SEED),
                    Keys.all().stream()
                            .filter(Key::isFree)
                            .filter(key -> !Set.<Key<?>>of(
                                            Keys.EPOCHS, Keys.ROUNDS, Keys.DEADLINE_ACTION, Keys.DEADLINE_FRACTION)
                                    .contains(key)))
            .map(Key::name)
            .collect(Collectors.toUnmodifiableSet());

    RunFacts named(String newId) {
        return new RunFacts(newId, directory, manifest, summary);
    }

    public String status() {
        return manifest.status().name().toLowerCase(Locale.ROOT);
    }

    public String algorithm() {
        return Objects.toString(manifest.configuration().get("algorithm"), "");
    }

    /** Every key that has a value, by its whole name. */
    public Map<String, String> configuration() {
        return ConfigurationText.flat(manifest.configuration());
    }

    /**
     * All that a run is a function of but its seed: equal for runs that may be averaged. Name and place are no part of it, nor
     * are keys that say how often to look.
     */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(configuration());
        settings.keySet().removeAll(WITHOUT_EFFECT);
        settings.put("commit", Objects.requireNonNullElse(manifest.commit(), ""));
        settings.put("data", new TreeMap<>(manifest.dataSha256()).toString());
        return settings;
    }
}
