package org.quorumsgd.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Npy;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunIds;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

/** The directory {@code <out>/<run-id>} of one run, on any Hadoop file system; one driver writes it. */
public final class RunDirectory {
    /** What theory said before the first round. */
    public static final String FORECAST = "theory.json";

    /** The reported model as PyTorch names and shapes its arrays. */
    public static final String STATE_DICT = "quorum.safetensors";

    private static final String MANIFEST = "manifest.json";
    private static final String SUMMARY = "summary.json";
    private static final String QUORUM = "quorum.npy";
    /** Of Linux' file systems. */
    private static final int LONGEST_NAME_BYTES = 255;

    private final FileSystem fileSystem;
    private final Path path;

    /** What goes into a file that is written whole. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything; need not flush or close. */
        void writeTo(OutputStream out) throws IOException;
    }

    RunDirectory(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    /** Adds a problem for each reason why {@link #create} would refuse; writes nothing. */
    public static void check(Configuration hadoop, String out, String runId, Problems problems) throws IOException {
        try {
            RunDirectory directory = locate(hadoop, out, runId);
            if (directory.fileSystem.exists(directory.path)) {
                problems.add(existing(out, runId));
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
    }

    /**
     * Makes the directory of a new run.
     *
     * @throws InvalidInputException when the run id or the output directory is no good, or the run's directory exists
     */
    public static RunDirectory create(Configuration hadoop, String out, String runId) throws IOException {
        Problems problems = new Problems();
        check(hadoop, out, runId, problems);
        problems.throwIfAny();
        RunDirectory directory = locate(hadoop, out, runId);
        try {
            directory.make();
        } catch (FileAlreadyExistsException e) {
            throw InvalidInputException.of(existing(out, runId));
        } catch (IOException e) {
            throw invalidOut(new Path(out, runId).toString(), "a place where a directory can be made: " + firstLine(e));
        }
        return directory;
    }

    /**
     * Opens the directory of an earlier run, to resume it.
     *
     * @throws InvalidInputException when there is no run of that id
     */
    public static RunDirectory open(Configuration hadoop, String out, String runId) throws IOException {
        RunDirectory directory = locate(hadoop, out, runId);
        if (!directory.fileSystem.exists(directory.file(MANIFEST))) {
            throw InvalidInputException.of(
                    "Invalid run directory: " + new Path(out, runId) + " (expected a run with its " + MANIFEST + ")");
        }
        return directory;
    }

    /** Whether there is a run of that id. */
    public static boolean exists(Configuration hadoop, String out, String runId) throws IOException {
        RunDirectory directory = locate(hadoop, out, runId);
        return directory.fileSystem.exists(directory.file(MANIFEST));
    }

    /** Fully qualified. */
    public Path path() {
        return path;
    }

    /** As reports see it. */
    public HadoopDirectory files() {
        return new HadoopDirectory(fileSystem, path);
    }

    /**
     * What {@code --resume} needs.
     *
     * @param experimentSha256 of what decides the bits of a round; checkpoints of another experiment are not used
     * @param kept newest checkpoints to keep
     */
    public Checkpoints checkpoints(String experimentSha256, int kept) {
        return new Checkpoints(fileSystem, file("checkpoints"), experimentSha256, kept);
    }

    /** Where the engine may keep what Spark needs to replay a lost agent; of no use after the run. */
    public Path lineage() {
        return file(".lineage");
    }

    /** Deletes it, as far as that goes. */
    public void clearLineage() {
        Unneeded.delete(fileSystem, lineage());
    }

    /** Deletes files that a driver which was killed had not finished. */
    public void clearUnfinished() throws IOException {
        for (FileStatus file : fileSystem.listStatus(path)) {
            if (AtomicFile.isUnfinished(file.getPath().getName())) {
                Unneeded.delete(fileSystem, file.getPath());
            }
        }
    }

    public void write(Manifest manifest) throws IOException {
        write(MANIFEST, out -> out.write(manifest.toJson()));
    }

    public void write(Summary summary) throws IOException {
        write(SUMMARY, out -> out.write(summary.toJson()));
    }

    /** Writes the final quorum vector, float32 of shape (n,), as quorum.npy. */
    public void write(float[] quorum) throws IOException {
        write(QUORUM, out -> Npy.write(out, quorum));
    }

    /** Writes or replaces a whole file, such as model.zip; a reader never finds a part of it. */
    public void write(String name, Content content) throws IOException {
        AtomicFile.write(fileSystem, file(name), content);
    }

    /** What the run's end left; nothing before. */
    public Optional<Summary> summary() throws IOException {
        if (!fileSystem.exists(file(SUMMARY))) {
            return Optional.empty();
        }
        try (InputStream in = fileSystem.open(file(SUMMARY))) {
            return Optional.of(Summary.fromJson(file(SUMMARY).toString(), in.readAllBytes()));
        }
    }

    /** What theory said before the first round; nothing where nobody asked it. */
    public Optional<Forecast> forecast() throws IOException {
        if (!fileSystem.exists(file(FORECAST))) {
            return Optional.empty();
        }
        try (InputStream in = fileSystem.open(file(FORECAST))) {
            return Optional.of(Forecast.fromJson(file(FORECAST).toString(), in.readAllBytes()));
        }
    }

    public Manifest manifest() throws IOException {
        try (InputStream in = fileSystem.open(file(MANIFEST))) {
            return Manifest.fromJson(file(MANIFEST).toString(), in.readAllBytes());
        }
    }

    /**
     * Begins a table anew with the rows that a resumed run keeps; none for a new one. Rows show up for other readers at each
     * flush, where the file system can do that.
     */
    TableWriter beginTable(TableSchema schema, List<Row> kept) throws IOException {
        fileSystem.delete(csv(schema), false); // were it a link, its target would be written
        TableWriter table = new TableWriter(new FlushedStream(fileSystem.create(csv(schema), true)), schema);
        try {
            append(table, kept);
        } catch (IOException | FSError e) {
            closeQuietly(table, e);
            throw e;
        }
        return table;
    }

    /** The rows of a table as far as it is written; none before it is there. */
    public List<Row> rows(TableSchema schema) throws IOException {
        if (!fileSystem.exists(csv(schema))) {
            return List.of();
        }
        return TableReader.readAll(csv(schema).toString(), fileSystem.open(csv(schema)), schema);
    }

    /** Writes a finished table once more, as one Parquet file. */
    public void writeParquet(TableSchema schema) throws IOException {
        AtomicFile.replace(fileSystem, file(schema.name() + ".parquet"), beside -> {
            try (TableReader rows = new TableReader(csv(schema).toString(), fileSystem.open(csv(schema)), schema)) {
                ParquetTable.write(fileSystem, beside, schema, rows);
            }
        });
    }

    private static void append(TableWriter table, List<Row> rows) throws IOException {
        for (Row row : rows) {
            table.append(row);
        }
        table.flush();
    }

    static void closeQuietly(TableWriter table, Throwable cause) {
        try {
            table.close();
        } catch (IOException | FSError e) {
            cause.addSuppressed(e);
        }
    }

    /** Copies a file into another directory, whose readers find the old or the new one and never a part. */
    void copy(String name, Path target) throws IOException {
        fileSystem.mkdirs(target);
        AtomicFile.write(fileSystem, new Path(target, name), out -> {
            try (InputStream in = fileSystem.open(file(name))) { // anew when a write is tried again
                in.transferTo(out);
            }
        });
    }

    private Path csv(TableSchema schema) {
        return file(schema.name() + ".csv");
    }

    private Path file(String name) {
        return new Path(path, name);
    }

    static RunDirectory locate(Configuration hadoop, String out, String runId) {
        Problems problems = new Problems();
        RunIds.check(runId, problems);
        if (out.chars().anyMatch(Character::isISOControl)
                || Stream.of(out.split("/", -1)).anyMatch(name -> name.getBytes(UTF_8).length > LONGEST_NAME_BYTES)) {
            problems.addAll(
                    invalidOut(out, "names of at most " + LONGEST_NAME_BYTES + " bytes, no control characters"));
        }
        try {
            FileSystem plain = PlainFileSystem.of(new Path(out), hadoop);
            problems.throwIfAny();
            return new RunDirectory(plain, plain.makeQualified(new Path(out, runId)));
        } catch (IllegalArgumentException | IOException e) {
            problems.addAll(invalidOut(out, "a path of a Hadoop file system: " + firstLine(e)));
            throw new InvalidInputException(problems.lines());
        }
    }

    /** On a local disk only one of several runs that begin at once makes it; elsewhere Hadoop has no such step. */
    private void make() throws IOException {
        if (fileSystem instanceof RawLocalFileSystem local) {
            local.mkdirs(path.getParent());
            Files.createDirectory(local.pathToFile(path).toPath());
        } else if (!fileSystem.mkdirs(path)) {
            throw new IOException("not made");
        }
    }

    private static String existing(String out, String runId) {
        return "Invalid output directory: " + new Path(out, runId)
                + " (expected a directory that does not exist; choose another --run-id or --out)";
    }

    private static InvalidInputException invalidOut(String out, String expected) {
        return InvalidInputException.of("Invalid output directory: " + out + " (expected " + expected + ")");
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
