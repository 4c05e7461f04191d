package org.quorumsgd.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.LayersTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.StalenessTable;
import org.quorumsgd.run.TableWriter;

/** Writes the directory of a run that never was, with numbers that are easy to foretell. */
record MadeUpRun(
        String name,
        String algorithm,
        long seed,
        RunStatus status,
        int rounds,
        int agents,
        double testError,
        ClockName clock) {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");

    static MadeUpRun of(String algorithm, long seed, double testError) {
        return new MadeUpRun("made-up", algorithm, seed, RunStatus.DONE, 40, 2, testError, ClockName.NONE);
    }

    MadeUpRun named(String otherName) {
        return new MadeUpRun(otherName, algorithm, seed, status, rounds, agents, testError, clock);
    }

    MadeUpRun with(RunStatus otherStatus) {
        return new MadeUpRun(name, algorithm, seed, otherStatus, rounds, agents, testError, clock);
    }

    MadeUpRun of(int otherRounds, int otherAgents) {
        return new MadeUpRun(name, algorithm, seed, status, otherRounds, otherAgents, testError, clock);
    }

    MadeUpRun on(ClockName otherClock) {
        return new MadeUpRun(name, algorithm, seed, status, rounds, agents, testError, otherClock);
    }

    Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("manifest.json"), manifest(directory).toJson());
        try (TableWriter roundsTable = table(directory, "rounds.csv", RoundsTable.SCHEMA);
                TableWriter agentsTable = table(directory, "agents.csv", AgentsTable.SCHEMA);
                TableWriter layersTable = table(directory, "layers.csv", LayersTable.SCHEMA)) {
            for (int round = 1; round <= rounds; round++) {
                Row row = RoundsTable.SCHEMA
                        .row()
                        .set(RoundsTable.ROUND, round)
                        .set(RoundsTable.STEP, round)
                        .set(RoundsTable.EPOCH, round / 10.0)
                        .set(RoundsTable.TRAIN_LOSS, 1.0 / round + seed / 100.0)
                        .set(RoundsTable.SPREAD, 0.1 + 0.01 * Math.sin(round))
                        .set(RoundsTable.CENTER_NORM, 3.14159265 + round)
                        .set(RoundsTable.GRADIENT_NORM, 2.7182818 / round)
                        .set(RoundsTable.LEARNING_RATE, 0.1)
                        .set(RoundsTable.COUPLING_GAIN, 1.0)
                        .set(RoundsTable.WALL_SECONDS, round * 0.012345)
                        .set(RoundsTable.IMAGES_PER_SECOND, 1234.56789 + Math.sin(3.0 * round));
                roundsTable.append(clock == ClockName.NONE ? withTimes(row, round) : withStaleness(row, round));
                for (int agent = 0; agent < agents; agent++) {
                    agentsTable.append(AgentsTable.SCHEMA
                            .row()
                            .set(AgentsTable.ROUND, round)
                            .set(AgentsTable.AGENT, agent)
                            .set(AgentsTable.HOST, "node-" + agent)
                            .set(AgentsTable.DISTANCE_TO_CENTER, 1.0 + agent)
                            .set(AgentsTable.STALENESS, clock == ClockName.NONE ? 0 : agent)
                            .set(AgentsTable.STEP_SECONDS, agent == 1 ? 0.02 : 0.01));
                }
                layersTable.append(LayersTable.SCHEMA
                        .row()
                        .set(LayersTable.ROUND, round)
                        .set(LayersTable.BLOCK, "0_W")
                        .set(LayersTable.PARAMETERS, 10)
                        .set(LayersTable.SPREAD, 0.1 * round));
            }
            if (rounds > 0) {
                roundsTable.append(RoundsTable.SCHEMA
                        .row()
                        .set(RoundsTable.ROUND, rounds + 1L)
                        .set(RoundsTable.TEST_ERROR, testError));
            }
        }
        if (clock != ClockName.NONE) {
            writeCommits(directory);
        }
        return directory;
    }

    private static Row withTimes(Row row, int round) {
        return row.set(RoundsTable.OVERHEAD_SECONDS, 0.0023456 + 1e-5 * Math.cos(round))
                .set(RoundsTable.SLOWEST_AGENT_SECONDS, 0.0098765 + 1e-5 * Math.sin(round));
    }

    /** Of two commits a round, the one of agent 1 is always one commit old, that of agent 0 never. */
    private Row withStaleness(Row row, int round) {
        row.set(RoundsTable.MEAN_STALENESS, 0.5)
                .set(RoundsTable.RMS_STALENESS, Math.sqrt(0.5))
                .set(RoundsTable.LARGEST_STALENESS, 1)
                .set(RoundsTable.CENTRAL_ENERGY, 2.0 / round)
                .set(RoundsTable.PROXY_ENERGY, 1.5 / round)
                .set(RoundsTable.CLAMPED_SHARE, 0.25)
                .set(RoundsTable.GRADIENTS_IN_FLIGHT, 2);
        return clock == ClockName.VIRTUAL ? row.set(RoundsTable.VIRTUAL_TIME, 1.5 * round) : row;
    }

    private void writeCommits(Path directory) throws IOException {
        try (TableWriter staleness = table(directory, "staleness.csv", StalenessTable.SCHEMA)) {
            for (int agent = 0; agent < agents; agent++) {
                staleness.append(StalenessTable.SCHEMA
                        .row()
                        .set(StalenessTable.AGENT, agent)
                        .set(StalenessTable.STALENESS, agent)
                        .set(StalenessTable.COMMITS, rounds));
            }
        }
        if (clock == ClockName.REAL) {
            try (TableWriter order = table(directory, "order.csv", OrderTable.SCHEMA)) {
                for (int commit = 0; commit < rounds * agents; commit++) {
                    order.append(OrderTable.SCHEMA
                            .row()
                            .set(OrderTable.COMMIT, commit + 1L)
                            .set(OrderTable.AGENT, commit % agents)
                            .set(OrderTable.ROUND, commit / agents + 1L)
                            .set(OrderTable.STALENESS, commit % agents)
                            .set(OrderTable.SECONDS, 0.25 * (commit + 1)));
                }
            }
        }
    }

    private static TableWriter table(Path directory, String file, org.quorumsgd.run.TableSchema schema)
            throws IOException {
        return new TableWriter(Files.newOutputStream(directory.resolve(file)), schema);
    }

    private Manifest manifest(Path directory) {
        return new Manifest(
                directory.getFileName().toString(),
                name,
                status,
                status == RunStatus.DIVERGED ? "round 7, agent 1: loss NaN" : null,
                START,
                List.of(),
                status == RunStatus.RUNNING ? null : START.plusSeconds(4),
                agents,
                10,
                0L,
                seed,
                "0123456789abcdef",
                Map.of("spark", "3.5.5"),
                Map.of("master", "local[2]"),
                Map.of("images.gz", "1".repeat(64)),
                "0".repeat(64),
                Map.of(
                        "name",
                        name,
                        "seed",
                        seed,
                        "algorithm",
                        algorithm,
                        "epochs",
                        4.0,
                        "coupling",
                        Map.of("gain", 1.0, "period", 1),
                        "output",
                        Map.of("dir", "somewhere/" + seed)));
    }
}
