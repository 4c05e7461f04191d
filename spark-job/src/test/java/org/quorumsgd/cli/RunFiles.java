package org.quorumsgd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Npy;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;

/** What a test reads from a run directory. */
public record RunFiles(Path directory) {
    public Summary summary() {
        return Summary.fromJson("summary.json", bytes("summary.json"));
    }

    public Manifest manifest() {
        return Manifest.fromJson("manifest.json", bytes("manifest.json"));
    }

    public float[] quorum() {
        try (InputStream in = Files.newInputStream(directory.resolve("quorum.npy"))) {
            return Npy.read("quorum.npy", in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a table that is being written; none before it is there. */
    public List<String> lines(String file) {
        Path csv = directory.resolve(file);
        try {
            return Files.exists(csv) ? Files.readAllLines(csv) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Row> rows(TableSchema schema) {
        Path csv = directory.resolve(schema.name() + ".csv");
        try {
            return TableReader.readAll(csv.toString(), Files.newInputStream(csv), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rounds in rounds.csv so far, its header not counted; 0 before it is there. */
    public long roundsSoFar() {
        return Math.max(0, lines("rounds.csv").size() - 1);
    }

    /** Everything in the directory, by name relative to it. */
    public List<String> names() {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> !path.equals(directory))
                    .map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes(String name) {
        try {
            return Files.readAllBytes(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
