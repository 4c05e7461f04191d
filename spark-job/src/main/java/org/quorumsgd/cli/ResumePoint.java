package org.quorumsgd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Key;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.config.Secrets;
import org.quorumsgd.files.Checkpoint;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.Manifest;

/**
 * Where a run begins.
 *
 * @param checkpoint what it goes on from, or nothing: the first round
 * @param lateReports how many there were before, see {@link Manifest}
 */
record ResumePoint(Optional<Checkpoint> checkpoint, long lateReports) {
    static final ResumePoint BEGINNING = new ResumePoint(Optional.empty(), 0);

    /** Keys that change how long a run is, what is written and how it is kept safe, but no bit of any round. */
    private static final Set<Key<?>> FREE_TO_CHANGE = Set.of(
            Keys.EPOCHS,
            Keys.ROUNDS,
            Keys.OUTPUT_DIR,
            Keys.LOG_EVERY_ROUNDS,
            Keys.EVALUATION_EVERY_EPOCHS,
            Keys.EVALUATION_EACH_AGENT,
            Keys.PROBE_EVERY_EPOCHS,
            Keys.PROBE_BATCH_SIZE,
            Keys.THEORY_LANCZOS_STEPS,
            Keys.CHECKPOINT_EVERY_ROUNDS,
            Keys.LINEAGE_CUT_EVERY_ROUNDS,
            Keys.DEADLINE_ACTION,
            Keys.DEADLINE_FACTOR,
            Keys.DEADLINE_FLOOR_SECONDS,
            Keys.DEADLINE_FRACTION);

    static ResumePoint of(RunDirectory directory) throws IOException {
        Optional<Checkpoint> newest = directory.checkpoints().newestIntact();
        return newest.isEmpty()
                ? BEGINNING
                : new ResumePoint(newest, directory.manifest().lateReports());
    }

    /** Rounds done before. */
    int rounds() {
        return checkpoint.map(point -> point.state().rounds()).orElse(0);
    }

    /** @throws InvalidInputException when a data file is not what it was when the run began */
    static void checkData(Manifest manifest, Map<String, String> dataSha256) {
        Problems problems = new Problems();
        dataSha256.forEach((file, is) -> {
            String was = manifest.dataSha256().get(Secrets.masked(file));
            if (!is.equals(was)) {
                problems.invalid("SHA-256 of " + file, is, was + ", as in the run to resume");
            }
        });
        problems.throwIfAny();
    }

    /** Adds a problem for each key whose value would give other bits than the run to resume had. */
    static void check(Manifest manifest, Configuration configuration, Problems problems)
            throws JsonProcessingException {
        String json = new ObjectMapper().writeValueAsString(manifest.configuration());
        Configuration before = ConfigurationLoader.fromText(json, "manifest.json", List.of());
        for (Key<?> key : Keys.all()) {
            Object was = before.value(key);
            Object is = configuration.value(key);
            if (!FREE_TO_CHANGE.contains(key)
                    && !was.equals(is)
                    && !was.toString().equals(Secrets.masked(is.toString()))) {
                problems.invalid(key.name(), is, was + ", as in the run to resume");
            }
        }
    }
}
