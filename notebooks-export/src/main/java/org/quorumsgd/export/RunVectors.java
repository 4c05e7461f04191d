package org.quorumsgd.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.report.Directory;
import org.quorumsgd.report.RunFacts;
import org.quorumsgd.report.RunFiles;
import org.quorumsgd.run.Npy;

/**
 * The vectors that a run has left: its reported one, which runs have that are done, and the agents' positions in the newest of its
 * checkpoints, which runs have that are not. They are read again when they are written, one agent at a time.
 *
 * @param quorum whether there is a reported vector
 * @param checkpoint that the agents are taken from, or null
 */
record RunVectors(Directory run, boolean quorum, @Nullable Checkpoint checkpoint, int agents) {
    static final String QUORUM = "quorum.npy";
    static final String AGENTS = "agents.npy";
    private static final String CHECKPOINTS = "checkpoints";
    private static final Pattern CHECKPOINT = Pattern.compile("round-(\\d{9})");

    /** Of so many completed rounds. */
    record Checkpoint(Directory directory, long round) {}

    /** Reads all of them once; what is wrong with one is a problem of the run. */
    static RunVectors read(RunFiles files, RunFacts facts) {
        Directory run = facts.directory();
        int agents = facts.manifest().agents();
        Boolean quorum = files.orProblem(() -> {
            if (run.has(QUORUM)) {
                vector(run, QUORUM, facts.manifest().parameters());
            }
            return run.has(QUORUM);
        });
        Checkpoint checkpoint = files.orProblem(() -> newest(run, agents).orElse(null));
        if (checkpoint != null) {
            files.orProblem(() -> {
                for (int agent = 0; agent < agents; agent++) {
                    vector(checkpoint.directory(), file(agent), facts.manifest().parameters());
                }
                return null;
            });
        }
        return new RunVectors(run, quorum != null && quorum, checkpoint, agents);
    }

    /** The reported vector as it is: float32 of shape (n,). */
    void writeQuorum(OutputStream out) throws IOException {
        try (InputStream in = run.open(QUORUM)) {
            in.transferTo(out);
        }
    }

    /** The agents' positions: float32 of shape (p, n), a row an agent. */
    void writeAgents(OutputStream out, Checkpoint from, long parameters) throws IOException {
        Npy.beginMatrix(out, agents, Math.toIntExact(parameters));
        for (int agent = 0; agent < agents; agent++) {
            Npy.append(out, vector(from.directory(), file(agent), parameters));
        }
    }

    private static Optional<Checkpoint> newest(Directory run, int agents) throws IOException {
        List<Directory> parents = run.subdirectories().stream()
                .filter(directory -> directory.name().equals(CHECKPOINTS))
                .toList();
        for (Directory parent : parents) {
            List<Directory> newestFirst = parent.subdirectories().stream()
                    .sorted(Comparator.comparing(Directory::name).reversed())
                    .toList();
            for (Directory directory : newestFirst) {
                Matcher name = CHECKPOINT.matcher(directory.name());
                if (name.matches() && directory.has(file(agents - 1))) {
                    return Optional.of(new Checkpoint(directory, Long.parseLong(name.group(1))));
                }
            }
        }
        return Optional.empty();
    }

    private static float[] vector(Directory directory, String file, long parameters) throws IOException {
        String path = directory + "/" + file;
        try (InputStream in = directory.open(file)) {
            float[] vector = Npy.read(path, in);
            if (vector.length != parameters) {
                throw InvalidInputException.of("Invalid " + path + ": shape (" + vector.length + ",) (expected ("
                        + parameters + ",), as the manifest says)");
            }
            return vector;
        }
    }

    /** As checkpoints name an agent's position. */
    private static String file(int agent) {
        return String.format(Locale.ROOT, "agent-%05d-position.npy", agent);
    }
}
