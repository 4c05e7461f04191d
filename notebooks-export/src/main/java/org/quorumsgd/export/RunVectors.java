package org.quorumsgd.export;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.report.Directory;
import org.quorumsgd.report.RunFacts;
import org.quorumsgd.report.RunFiles;
import org.quorumsgd.run.Npy;

/**
 * The vectors that a run has left: the one that it reported, and the agents' positions in the newest of its checkpoints, which a run
 * has that is not done. They are read again when they are written, one agent at a time.
 */
record RunVectors(Directory run, int agents, long parameters) {
    private static final String QUORUM = "quorum.npy";
    private static final String STATE_DICT = "quorum.safetensors";
    private static final String AGENTS = "agents.npy";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String CHECKPOINT = "round-";
    private static final Pattern CHECKPOINT_NAME = Pattern.compile(CHECKPOINT + "\\d{9}");
    /** A run that goes on drops its checkpoints, seldom several while one is read. */
    private static final int ATTEMPTS = 5;

    /** Reads all of them once; what is wrong with one is a problem of the run. */
    static RunVectors read(RunFiles files, RunFacts facts) {
        RunVectors vectors = new RunVectors(
                facts.directory(), facts.manifest().agents(), facts.manifest().parameters());
        files.orProblem(() -> vectors.run.has(QUORUM) ? vectors.vector(vectors.run, QUORUM) : null);
        files.orProblem(() -> vectors.ofNewestCheckpoint(checkpoint -> {
            for (int agent = 0; agent < vectors.agents; agent++) {
                vectors.vector(checkpoint, file(agent));
            }
        }));
        return vectors;
    }

    /** Writes what was reported as it is: the vector, float32 of shape (n,), and the model for PyTorch. */
    void writeQuorum(Destination to, String folder) throws IOException {
        for (String file : List.of(QUORUM, STATE_DICT)) {
            if (run.has(file)) {
                to.write(folder + "/" + file, out -> {
                    try (InputStream in = run.open(file)) {
                        in.transferTo(out);
                    }
                });
            }
        }
    }

    /** Writes the agents' positions, float32 of shape (p, n), a row an agent; answers after which round they stood there. */
    OptionalLong writeAgents(Destination to, String folder) throws IOException {
        return ofNewestCheckpoint(checkpoint -> to.write(folder + "/" + AGENTS, out -> {
            Npy.beginMatrix(out, agents, Math.toIntExact(parameters));
            for (int agent = 0; agent < agents; agent++) {
                Npy.append(out, vector(checkpoint, file(agent)));
            }
        }));
    }

    @FunctionalInterface
    private interface CheckpointUse {
        void accept(Directory checkpoint) throws IOException;
    }

    private OptionalLong ofNewestCheckpoint(CheckpointUse use) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Directory> newest = Optional.empty();
            try {
                newest = newestCheckpoint();
                if (newest.isEmpty()) {
                    return OptionalLong.empty();
                }
                use.accept(newest.get());
                return OptionalLong.of(Long.parseLong(newest.get().name().substring(CHECKPOINT.length())));
            } catch (FileNotFoundException | NoSuchFileException e) {
                // The run has dropped it meanwhile: look again.
            } catch (
                    IOException
                            e) { // so it has too if it is gone by now: a destination may tell it as a failure to write
                if (newest.isEmpty() || newest.get().exists()) {
                    throw e;
                }
            }
        }
        return OptionalLong.empty();
    }

    private Optional<Directory> newestCheckpoint() throws IOException {
        Optional<Directory> all = run.subdirectories().stream()
                .filter(directory -> directory.name().equals(CHECKPOINTS))
                .findFirst();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return all.get().subdirectories().stream()
                .filter(directory -> CHECKPOINT_NAME.matcher(directory.name()).matches())
                .max(Comparator.comparing(Directory::name));
    }

    private float[] vector(Directory directory, String file) throws IOException {
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
