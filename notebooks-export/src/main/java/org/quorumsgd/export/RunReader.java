package org.quorumsgd.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;

/** Reads run directories. */
public final class RunReader {
    private RunReader() {}

    /**
     * Reads every run, or none.
     *
     * @throws InvalidInputException with the first problem of each file that is missing or broken, for all runs at once
     */
    public static List<Run> readAll(List<Path> directories) {
        Problems problems = new Problems();
        List<Run> runs = directories.stream()
                .map(directory -> new Reading(directory, problems).run())
                .filter(run -> run != null)
                .toList();
        problems.throwIfAny();
        return runs;
    }

    public static Run read(Path directory) {
        return readAll(List.of(directory)).get(0);
    }

    /** One directory, its problems collected. */
    private record Reading(Path directory, Problems problems) {

        @Nullable
        Run run() {
            if (!Files.isDirectory(directory)) {
                problems.invalid("run directory", directory, "a directory that a run has written");
                return null;
            }
            Manifest manifest = orProblem(() -> Manifest.fromJson(name("manifest.json"), bytes("manifest.json")));
            List<Row> rounds = orProblem(() -> rows(RoundsTable.SCHEMA));
            List<Row> agents = orProblem(() -> rows(AgentsTable.SCHEMA));
            Summary summary = Files.exists(directory.resolve("summary.json"))
                    ? orProblem(() -> Summary.fromJson(name("summary.json"), bytes("summary.json")))
                    : null;
            if (manifest == null || rounds == null || agents == null) {
                return null;
            }
            String id = directory.toAbsolutePath().normalize().getFileName().toString();
            return new Run(id, manifest, summary, rounds, agents);
        }

        private List<Row> rows(TableSchema schema) throws IOException {
            String file = schema.name() + ".csv";
            return TableReader.readAll(name(file), Files.newInputStream(existing(file)), schema);
        }

        private byte[] bytes(String file) throws IOException {
            return Files.readAllBytes(existing(file));
        }

        private Path existing(String file) {
            if (!Files.isRegularFile(directory.resolve(file))) {
                throw InvalidInputException.of(
                        "Invalid run directory: " + directory + " (expected it to have " + file + ")");
            }
            return directory.resolve(file);
        }

        private String name(String file) {
            return directory.resolve(file).toString();
        }

        private <T> @Nullable T orProblem(Reader<T> reader) {
            try {
                return reader.read();
            } catch (InvalidInputException e) {
                problems.addAll(e);
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read() throws IOException;
    }
}
