package org.quorumsgd.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableWriter;

/** Writes the directory of a made-up run whose curves look like those of a real one. */
final class ExampleRun {
    static final int ROUNDS = 1880;
    static final int AGENTS = 4;
    static final int PARAMETERS = 50;
    private static final int ROUNDS_AN_EPOCH = 94;
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");

    private ExampleRun() {}

    static Path write(Path directory) throws IOException {
        return write(directory, RunStatus.DONE, Map.of("algorithm", "qsgd"));
    }

    static Path write(Path directory, RunStatus status, Map<String, Object> configuration) throws IOException {
        Files.createDirectories(directory);
        Files.write(
                directory.resolve("manifest.json"),
                manifest(directory, status, configuration).toJson());
        Files.write(directory.resolve("summary.json"), summary().toJson());
        SplittableRandom random = new SplittableRandom(1);
        try (TableWriter rounds =
                        new TableWriter(Files.newOutputStream(directory.resolve("rounds.csv")), RoundsTable.SCHEMA);
                TableWriter agents =
                        new TableWriter(Files.newOutputStream(directory.resolve("agents.csv")), AgentsTable.SCHEMA)) {
            for (int round = 1; round <= ROUNDS; round++) {
                rounds.append(round(round, random));
                for (int agent = 0; agent < AGENTS; agent++) {
                    agents.append(AgentsTable.SCHEMA
                            .row()
                            .set(AgentsTable.ROUND, round)
                            .set(AgentsTable.AGENT, agent)
                            .set(AgentsTable.HOST, "node-" + agent));
                }
            }
        }
        return directory;
    }

    private static Row round(int round, SplittableRandom random) {
        double epoch = (double) round / ROUNDS_AN_EPOCH;
        double loss = 0.25 + 2.1 * Math.exp(-epoch / 1.2) + 0.25 * Math.exp(-epoch / 8);
        Row row = RoundsTable.SCHEMA
                .row()
                .set(RoundsTable.ROUND, round)
                .set(RoundsTable.STEP, round)
                .set(RoundsTable.EPOCH, epoch)
                .set(RoundsTable.TRAIN_LOSS, loss * (0.85 + 0.3 * random.nextDouble()))
                .set(
                        RoundsTable.SPREAD,
                        (0.4 * Math.exp(-epoch / 5) + 0.03)
                                * (1 - Math.exp(-10 * epoch))
                                * (0.9 + 0.2 * random.nextDouble()));
        if (round % ROUNDS_AN_EPOCH == 0) {
            row.set(RoundsTable.VALIDATION_LOSS, loss * 0.98 + 0.004 * epoch)
                    .set(RoundsTable.VALIDATION_ERROR, 0.082 + 0.25 * Math.exp(-epoch / 2.5))
                    .set(RoundsTable.TEST_ERROR, 0.088 + 0.26 * Math.exp(-epoch / 2.4) + 0.004 * random.nextDouble());
        }
        return row;
    }

    private static Manifest manifest(Path directory, RunStatus status, Map<String, Object> configuration) {
        return new Manifest(
                directory.getFileName().toString(),
                "fashion-mnist",
                status,
                null,
                START,
                List.of(),
                START.plusSeconds(400),
                AGENTS,
                PARAMETERS,
                0L,
                configuration.get("seed") instanceof Number seed ? seed.longValue() : 1,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                "0".repeat(64),
                configuration);
    }

    private static Summary summary() {
        return new Summary(
                RunStatus.DONE,
                "qsgd",
                AGENTS,
                ROUNDS,
                ROUNDS,
                20.0,
                0.3,
                0.32,
                0.082,
                null,
                0.09,
                0.03,
                1200.0,
                0.05,
                0.02,
                400.0,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
