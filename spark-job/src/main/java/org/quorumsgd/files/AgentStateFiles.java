package org.quorumsgd.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.run.Npy;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.vector.HeapVector;

/** One agent's state as three .npy files in a checkpoint's directory, written and read where the agent lives. */
public final class AgentStateFiles {
    private AgentStateFiles() {}

    /** Writes the state; the result maps file names to {@link QuorumHash}es of the vectors inside. */
    public static Map<String, String> write(Configuration hadoop, String directory, AgentState state)
            throws IOException {
        Path path = new Path(directory);
        FileSystem fileSystem = PlainFileSystem.of(path, hadoop);
        Map<String, String> hashes = new TreeMap<>();
        for (Map.Entry<String, float[]> vector : vectors(state).entrySet()) {
            AtomicFile.write(fileSystem, new Path(path, vector.getKey()), out -> Npy.write(out, vector.getValue()));
            hashes.put(vector.getKey(), QuorumHash.sha256(vector.getValue()));
        }
        return hashes;
    }

    /** Reads the state of an agent after so many local steps. */
    public static AgentState read(Configuration hadoop, String directory, int agent, long step) throws IOException {
        Path path = new Path(directory);
        FileSystem fileSystem = PlainFileSystem.of(path, hadoop);
        return new AgentState(
                agent,
                step,
                vector(fileSystem, new Path(path, name(agent, "position"))),
                vector(fileSystem, new Path(path, name(agent, "velocity"))),
                vector(fileSystem, new Path(path, name(agent, "statistics"))));
    }

    private static Map<String, float[]> vectors(AgentState state) {
        return Map.of(
                name(state.agent(), "position"), state.position().hostValues(),
                name(state.agent(), "velocity"), state.velocity().hostValues(),
                name(state.agent(), "statistics"), state.statistics().hostValues());
    }

    private static String name(int agent, String what) {
        return String.format(Locale.ROOT, "agent-%05d-%s.npy", agent, what);
    }

    private static HeapVector vector(FileSystem fileSystem, Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return HeapVector.owning(Npy.read(file.toString(), in));
        }
    }
}
