package org.quorumsgd.files;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.ensemble.TrainingState;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.run.Npy;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run, a directory each: filled under another name, made current by one rename. The newest few are kept;
 * one that is damaged, or of another experiment, is passed over by name. The rows of tables stand in {@code rows/}, written once:
 * each checkpoint names those that it goes with.
 */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final Pattern NAME = Pattern.compile("round-\\d{9}");
    private static final String STATE = "state.json";
    /** As sha256sum writes and checks it. */
    private static final String STATE_SHA256 = "state.json.sha256";

    private static final Pattern VECTOR = Pattern.compile("[a-z0-9-]{1,64}\\.npy");
    private static final Pattern ROWS = Pattern.compile("[a-z]{1,32}-\\d{9}-\\d{9}\\.csv");

    private final FileSystem fileSystem;
    private final Path directory;
    private final String experimentSha256;
    private final int kept;
    /** Name of the one that the run goes on from; empty for none. */
    private String inUse = "";

    Checkpoints(FileSystem fileSystem, Path directory, String experimentSha256, int kept) {
        this.fileSystem = fileSystem;
        this.directory = directory;
        this.experimentSha256 = experimentSha256;
        this.kept = kept;
    }

    /** An empty directory for a new checkpoint; nobody takes it for one before {@link #commit}. */
    public String begin() throws IOException {
        Path path = new Path(directory, ".begun");
        Attempts.at(path.toString(), () -> {
            fileSystem.delete(path, true);
            if (!fileSystem.mkdirs(path)) {
                throw new IOException("not made");
            }
        });
        return path.toString();
    }

    /** Deletes what a checkpoint that cannot be completed has written, as far as that goes. */
    public void discard() {
        deleteUnneeded(new Path(directory, ".begun"));
    }

    /**
     * Completes a begun checkpoint whose agents are written, and drops those that it makes superfluous: not that of
     * {@link #newestIntact}, from which lost agents are replayed until the lineage is cut.
     *
     * @param agentVectors the files that {@link AgentStateFiles} wrote, with their hashes; none where the state holds the agents
     * @param rows the files that {@link CheckpointedTable#save} wrote, with their hashes
     */
    public void commit(
            String begun, long steps, TrainingState state, Map<String, String> agentVectors, Map<String, String> rows)
            throws IOException {
        Path path = new Path(begun);
        Map<String, String> vectors = new TreeMap<>(agentVectors);
        for (Map.Entry<String, Vector> vector : StateFormat.vectors(state).entrySet()) {
            vectors.put(vector.getKey(), write(path, vector.getKey(), vector.getValue()));
        }
        CheckpointState written = StateFormat.write(state, steps, experimentSha256, vectors, rows);
        byte[] json = written.toJson();
        AtomicFile.write(fileSystem, new Path(path, STATE), out -> out.write(json));
        AtomicFile.write(fileSystem, new Path(path, STATE_SHA256), out -> out.write(checksumLine(json)));
        Path target = new Path(directory, String.format(Locale.ROOT, "round-%09d", state.rounds()));
        Attempts.at(target.toString(), () -> {
            if (!fileSystem.exists(path)) {
                return; // renamed by an attempt that was told otherwise
            }
            fileSystem.delete(target, true);
            if (!fileSystem.rename(path, target)) {
                throw new IOException("not renamed from " + path.getName());
            }
        });
        try {
            newestFirst().stream()
                    .skip(kept)
                    .filter(checkpoint -> !checkpoint.getName().equals(inUse))
                    .forEach(this::deleteUnneeded);
        } catch (IOException e) {
            LOG.warn("Could not list {}: {}", directory, UnwrittenException.reason(e));
        }
    }

    /** Writes the rows of a table between two checkpoints; answers with the file's name and SHA-256. */
    Map<String, String> saveRows(TableSchema schema, int firstRound, int lastRound, List<Row> rows) throws IOException {
        String name = String.format(Locale.ROOT, "%s-%09d-%09d.csv", schema.name(), firstRound, lastRound);
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        TableWriter table = new TableWriter(csv, schema);
        for (Row row : rows) {
            table.append(row);
        }
        AtomicFile.write(fileSystem, new Path(rowsDirectory(), name), csv::writeTo);
        return Map.of(name, QuorumHash.sha256(csv.toByteArray()));
    }

    /** All rows of a table up to a checkpoint. */
    List<Row> rows(Checkpoint checkpoint, TableSchema schema) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String name : checkpoint.rowsOf(schema).keySet()) {
            Path file = new Path(rowsDirectory(), name);
            rows.addAll(TableReader.readAll(file.toString(), fileSystem.open(file), schema));
        }
        return rows;
    }

    /**
     * The newest checkpoint of this experiment all of whose files are what they were when it was written.
     *
     * @throws InvalidInputException when the directory of checkpoints cannot be read, which does not mean that there are none
     */
    public Optional<Checkpoint> newestIntact() {
        for (Path path : readable()) {
            try {
                Checkpoint found = read(path);
                inUse = path.getName();
                return Optional.of(found);
            } catch (InvalidInputException | IOException e) {
                LOG.warn("Checkpoint {} is not used: {}", path, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Deletes all of them, as far as that goes; a finished run needs none. */
    public void clear() {
        deleteUnneeded(directory);
    }

    private void deleteUnneeded(Path path) {
        Unneeded.delete(fileSystem, path);
    }

    private List<Path> readable() {
        try {
            return newestFirst();
        } catch (IOException e) {
            throw InvalidInputException.of("Invalid checkpoints of the run to resume: " + directory
                    + " (expected a directory that can be read: " + UnwrittenException.reason(e) + ")");
        }
    }

    private Checkpoint read(Path path) throws IOException {
        Path stateFile = new Path(path, STATE);
        byte[] json = bytes(stateFile);
        Path checksum = new Path(path, STATE_SHA256);
        if (!Arrays.equals(bytes(checksum), checksumLine(json))) {
            throw InvalidInputException.of("Invalid SHA-256 of " + stateFile + ": " + QuorumHash.sha256(json)
                    + " (expected that in " + STATE_SHA256 + ")");
        }
        CheckpointState state = CheckpointState.fromJson(stateFile.toString(), json);
        if (!state.experimentSha256().equals(experimentSha256)) {
            throw InvalidInputException.of("Invalid experiment_sha256 in " + stateFile + ": " + state.experimentSha256()
                    + " (expected " + experimentSha256 + ", that of this configuration and data)");
        }
        for (Map.Entry<String, String> entry : state.rows().entrySet()) {
            checkRows(entry.getKey(), entry.getValue(), stateFile);
        }
        Map<String, Vector> ofDriver = new TreeMap<>();
        for (Map.Entry<String, String> entry : state.vectors().entrySet()) {
            if (!VECTOR.matcher(entry.getKey()).matches()) {
                throw InvalidInputException.of("Invalid vector in " + stateFile + ": " + entry.getKey()
                        + " (expected the name of a .npy file beside it)");
            }
            float[] vector = intact(new Path(path, entry.getKey()), entry.getValue());
            if (StateFormat.isOfDriver(state, entry.getKey())) {
                ofDriver.put(entry.getKey(), HeapVector.owning(vector));
            }
        }
        return new Checkpoint(
                path.toString(),
                state.steps(),
                StateFormat.read(state, name -> required(ofDriver, name, stateFile)),
                new TreeMap<>(state.rows()));
    }

    private void checkRows(String name, String expected, Path stateFile) throws IOException {
        if (!ROWS.matcher(name).matches()) {
            throw InvalidInputException.of(
                    "Invalid rows in " + stateFile + ": " + name + " (expected the name of a file in rows)");
        }
        Path file = new Path(rowsDirectory(), name);
        requireSha256(file, QuorumHash.sha256(bytes(file)), expected);
    }

    private Path rowsDirectory() {
        return new Path(directory, "rows");
    }

    private byte[] bytes(Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return in.readAllBytes();
        }
    }

    private static byte[] checksumLine(byte[] json) {
        return (QuorumHash.sha256(json) + "  " + STATE + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static Vector required(Map<String, Vector> vectors, String name, Path stateFile) {
        Vector vector = vectors.get(name);
        if (vector == null) {
            throw InvalidInputException.of("Invalid " + stateFile + ": no " + name + " (expected one)");
        }
        return vector;
    }

    private String write(Path directory, String name, Vector vector) throws IOException {
        AtomicFile.write(fileSystem, new Path(directory, name), out -> Npy.write(out, vector.hostValues()));
        return QuorumHash.sha256(vector.hostValues());
    }

    private float[] intact(Path file, String expected) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            float[] vector = Npy.read(file.toString(), in);
            requireSha256(file, QuorumHash.sha256(vector), expected);
            return vector;
        }
    }

    private static void requireSha256(Path file, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw InvalidInputException.of(
                    "Invalid SHA-256 of " + file + ": " + actual + " (expected " + expected + ")");
        }
    }

    private List<Path> newestFirst() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (FileStatus status : listed()) {
            if (NAME.matcher(status.getPath().getName()).matches()) {
                paths.add(status.getPath());
            }
        }
        paths.sort(Comparator.comparing(Path::getName).reversed());
        return paths;
    }

    private List<FileStatus> listed() throws IOException {
        try {
            if (!fileSystem.getFileStatus(directory).isDirectory()) {
                throw new IOException("not a directory");
            }
            return List.of(fileSystem.listStatus(directory));
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
