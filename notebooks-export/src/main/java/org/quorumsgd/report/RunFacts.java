package org.quorumsgd.report;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
        settings.keySet()
                .removeIf(key -> key.equals("seed")
                        || key.equals("name")
                        || key.startsWith("output.")
                        || key.startsWith("log.")
                        || key.startsWith("checkpoint.")
                        || key.startsWith("lineage."));
        settings.put("commit", Objects.requireNonNullElse(manifest.commit(), ""));
        settings.put("data", new TreeMap<>(manifest.dataSha256()).toString());
        return settings;
    }
}
