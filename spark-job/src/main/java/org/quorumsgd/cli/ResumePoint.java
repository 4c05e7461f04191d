package org.quorumsgd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Key;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.config.Secrets;
import org.quorumsgd.files.Checkpoint;
import org.quorumsgd.files.Checkpoints;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.Resumption;

/**
 * Where a run begins.
 *
 * @param checkpoint what it goes on from, or nothing: the first round
 * @param begun when its first round was begun, perhaps by an earlier process
 * @param resumptions when and where it went on, this time included
 * @param lateReports how many there were before, see {@link Manifest}
 */
record ResumePoint(Optional<Checkpoint> checkpoint, Instant begun, List<Resumption> resumptions, long lateReports) {

    private static final String SAME = "as in the run to resume";

    static ResumePoint beginning(Instant now) {
        return new ResumePoint(Optional.empty(), now, List.of(), 0);
    }

    /** @throws InvalidInputException when a data file is not what it was when the run began */
    static ResumePoint of(Manifest before, Map<String, String> dataSha256, Checkpoints checkpoints, Instant now)
            throws IOException {
        checkData(before, dataSha256, SAME);
        Optional<Checkpoint> checkpoint = checkpoints.newestIntact();
        List<Resumption> resumptions = new ArrayList<>(before.resumptions());
        resumptions.add(new Resumption(now, rounds(checkpoint), Versions.commit()));
        return new ResumePoint(checkpoint, before.start(), resumptions, before.lateReports());
    }

    /** What decides the bits of a round, as one hash. */
    static String experimentSha256(Configuration configuration, Map<String, String> dataSha256) {
        String text = configuration.roundSha256() + "\n" + String.join("\n", dataSha256.values());
        return QuorumHash.sha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Rounds done before. */
    int rounds() {
        return rounds(checkpoint);
    }

    private static int rounds(Optional<Checkpoint> checkpoint) {
        return checkpoint.map(point -> point.state().rounds()).orElse(0);
    }

    /** @throws InvalidInputException when a data file is not what it was in the run of the manifest */
    static void checkData(Manifest manifest, Map<String, String> dataSha256, String same) {
        Problems problems = new Problems();
        dataSha256.forEach((file, is) -> {
            String was = manifest.dataSha256().get(Secrets.masked(file));
            if (!is.equals(was)) {
                problems.invalid("SHA-256 of " + file, is, was + ", " + same);
            }
        });
        problems.throwIfAny();
    }

    /** Adds a problem for each key whose value would give other bits than the run to resume had. */
    static void check(Manifest manifest, Configuration configuration, Problems problems)
            throws JsonProcessingException {
        check(manifest, configuration, SAME, problems);
    }

    /** The same for the run of any manifest. */
    static void check(Manifest manifest, Configuration configuration, String same, Problems problems)
            throws JsonProcessingException {
        String json = new ObjectMapper().writeValueAsString(manifest.configuration());
        Configuration before = ConfigurationLoader.fromText(json, "manifest.json", List.of());
        for (Key<?> key : Keys.all()) {
            Object was = before.value(key);
            Object is = configuration.value(key);
            if (!key.isFree() && !was.equals(is) && !was.toString().equals(Secrets.masked(is.toString()))) {
                problems.invalid(key.name(), is, was + ", " + same);
            }
        }
    }
}
