package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;

/** A signal to {@code bin/quorum} ends the run after its round, with everything written that resuming it needs. */
final class InterruptionIT {
    private static final int AGENTS = 2;
    private static final int ROUNDS = 600;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"TERM, local[2]", "INT, 'local-cluster[1,2,1024]'"})
    void signalEndsTheRunAfterItsRoundAndResumingItGivesTheBitsOfAnUndisturbedRun(String signal, String master)
            throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("long.conf"),
                "agents = %d, rounds = %d, batch-size = 8, lineage.cut-every-rounds = 2, model.hidden = [16]"
                        .formatted(AGENTS, ROUNDS));
        RunFiles run = new RunFiles(directory.resolve("run"));
        try (JobProcess job = JobProcess.start(directory, command("train", configuration, master))) {
            job.await("round 5", () -> run.roundsSoFar() >= 5);
            job.signal(signal);
            job.endsWith(ExitCode.INTERRUPTED);
            assertThat(job.out()).anyMatch(line -> line.startsWith("interrupted after "));
            assertThat(job.logs()).doesNotContain("Exception");
        }
        Summary summary = run.summary();
        assertThat(summary.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.manifest().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(summary.rounds()).isLessThan(ROUNDS);
        assertThat(summary.quorumSha256()).isEqualTo(QuorumHash.sha256(run.quorum()));
        assertThat(run.rows(RoundsTable.SCHEMA))
                .extracting(row -> row.whole(RoundsTable.ROUND))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, summary.rounds()).boxed().toList());
        assertThat(run.rows(AgentsTable.SCHEMA)).hasSize((int) summary.rounds() * AGENTS);
        assertThat(run.names()).contains("model.zip", "rounds.parquet", "agents.parquet");
        String checkpoint = String.format(Locale.ROOT, "checkpoints/round-%09d", summary.rounds());
        assertThat(run.names())
                .filteredOn(name -> name.startsWith("checkpoints/"))
                .contains(checkpoint + "/state.json")
                .allMatch(name -> name.startsWith(checkpoint) || name.startsWith("checkpoints/rows"));
        assertThat(run.names()).noneMatch(name -> name.startsWith(".") || name.endsWith(".crc"));

        assertThat(finish(configuration, "run", "--resume")).isEqualTo(finish(configuration, "whole"));
        assertThat(run.rows(RoundsTable.SCHEMA))
                .extracting(row -> row.whole(RoundsTable.ROUND))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, ROUNDS).boxed().toList());
    }

    @ParameterizedTest
    @CsvSource({"TERM, local[2]", "INT, 'local-cluster[1,2,1024]'"})
    void signalEndsSimulationsWithoutTablesAndSaysSo(String signal, String master) throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("long.conf"), "simulation { steps = 200000, simulations = 20000, gains = [0, 1] }");
        RunFiles run = new RunFiles(directory.resolve("run"));
        try (JobProcess job = JobProcess.start(directory, command("simulate", configuration, master))) {
            job.await("progress", () -> job.out().stream().anyMatch(line -> line.contains(" parts done after ")));
            job.signal(signal);
            job.endsWith(ExitCode.INTERRUPTED);
            assertThat(job.out()).anyMatch(line -> line.equals("interrupted"));
            assertThat(job.logs()).doesNotContain("Exception");
        }
        assertThat(run.names()).containsExactlyInAnyOrder("manifest.json", "summary.json");
        assertThat(run.manifest().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.summary().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.summary().steps()).isZero();
        assertThat(run.summary().quorumSha256()).isNull();

        InProcess again = InProcess.run(
                "simulate", configuration.toString(), "--out", directory.toString(), "--run-id", "run", "--resume");
        assertThat(again.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(again.err())
                .containsExactly(
                        "Invalid --resume: run (expected another --run-id: simulations keep no checkpoints, they"
                                + " begin anew)");
    }

    /** Trains to the end in this JVM; gives the hash of the quorum. */
    private String finish(Path configuration, String id, String... options) {
        List<String> command = new ArrayList<>(
                List.of("train", configuration.toString(), "--out", directory.toString(), "--run-id", id));
        command.addAll(List.of(options));
        InProcess train = InProcess.run(command.toArray(String[]::new));
        assertThat(train.exitCode()).as("%s", train).isZero();
        Summary summary = new RunFiles(directory.resolve(id)).summary();
        assertThat(summary.status()).isEqualTo(RunStatus.DONE);
        return Objects.requireNonNull(summary.quorumSha256());
    }

    private String[] command(String name, Path configuration, String master) {
        // Where the tests run in the background SIGINT is ignored, which processes inherit.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.add("SPARK_HOME=" + JobProcess.sparkHome(directory));
        command.add(JobProcess.REPOSITORY.resolve("bin/quorum").toString());
        command.addAll(List.of(name, configuration.toString(), "--out", directory.toString(), "--run-id", "run"));
        command.addAll(List.of("--master", master, "--"));
        command.addAll(JobProcess.sparkOptions());
        return command.toArray(String[]::new);
    }
}
