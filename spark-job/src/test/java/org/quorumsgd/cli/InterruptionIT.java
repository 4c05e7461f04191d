package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;

/** A signal to {@code bin/quorum} ends the run after its round, with everything written. */
final class InterruptionIT {
    private static final int AGENTS = 2;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"TERM, local[2]", "INT, 'local-cluster[1,2,1024]'"})
    void signalEndsTheRunAfterItsRoundWithEverythingWritten(String signal, String master) throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("long.conf"),
                "agents = %d, rounds = 1000000, batch-size = 8, lineage.cut-every-rounds = 2, model.hidden = [16]"
                        .formatted(AGENTS));
        RunFiles run = new RunFiles(directory.resolve("run"));
        try (JobProcess job = JobProcess.start(directory, command(configuration, master))) {
            job.await("round 5", () -> run.roundsSoFar() >= 5);
            job.signal(signal);
            job.endsWith(ExitCode.INTERRUPTED);
            assertThat(job.out()).anyMatch(line -> line.startsWith("interrupted after "));
            assertThat(job.logs()).doesNotContain("Exception");
        }
        Summary summary = run.summary();
        assertThat(summary.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.manifest().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(summary.quorumSha256()).isEqualTo(QuorumHash.sha256(run.quorum()));
        assertThat(run.rows(RoundsTable.SCHEMA))
                .extracting(row -> row.whole(RoundsTable.ROUND))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, summary.rounds()).boxed().toList());
        assertThat(run.rows(AgentsTable.SCHEMA)).hasSize((int) summary.rounds() * AGENTS);
        assertThat(run.names()).contains("model.zip", "rounds.parquet", "agents.parquet");
        assertThat(run.names())
                .contains("checkpoints/round-%09d/state.json".formatted(summary.rounds()))
                .noneMatch(name -> name.startsWith(".lineage") || name.contains(".crc"));
    }

    private String[] command(Path configuration, String master) {
        // Where the tests run in the background SIGINT is ignored, which processes inherit.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.add(JobProcess.REPOSITORY.resolve("bin/quorum").toString());
        command.addAll(List.of("train", configuration.toString(), "--out", directory.toString(), "--run-id", "run"));
        command.addAll(List.of("--master", master, "--"));
        command.addAll(JobProcess.sparkOptions());
        return command.toArray(String[]::new);
    }
}
