package org.quorumsgd.faults;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.cli.JobProcess;
import org.quorumsgd.cli.Oracle;
import org.quorumsgd.cli.Standalone;
import org.quorumsgd.run.AgentsTable;

/** Agents outnumber executors, and executors come and go; the agents stay as many as they are, and so do their bits. */
final class MembershipIT {
    private static final int AGENTS = 5;
    private static final int ROUNDS = 900;

    @TempDir
    private Path directory;

    @Test
    void aWorkerJoinsAndTheFirstLeavesUnderDynamicAllocation() throws IOException {
        Path configuration = Files.writeString(directory.resolve("membership.conf"), """
                seed = 7, agents = %d, batch-size = 8, rounds = %d, evaluation.every-epochs = 1000, theory.lanczos-steps = 0
                data.train-limit = 200
                lineage.cut-every-rounds = 7
                model { preset = mlp, hidden = [64], dropout = 0.3 }
                """.formatted(AGENTS, ROUNDS));
        try (Standalone cluster = Standalone.start(directory);
                JobProcess first = cluster.worker();
                FaultyRun run = FaultyRun.start(
                        directory,
                        configuration,
                        "--master",
                        cluster.url(),
                        "--conf",
                        "spark.dynamicAllocation.enabled=true",
                        "--conf",
                        "spark.dynamicAllocation.shuffleTracking.enabled=true",
                        "--conf",
                        // Two are wanted, one is there; the run does not wait for the other.
                        "spark.dynamicAllocation.minExecutors=2",
                        "--conf",
                        "spark.scheduler.minRegisteredResourcesRatio=0",
                        "--conf",
                        "spark.executor.cores=2")) {
            run.awaitRound(20);
            assertThat(first.executors()).as("five agents share it").hasSize(1);
            try (JobProcess second = cluster.worker()) {
                run.job()
                        .await(
                                "an executor on the new worker",
                                () -> !second.executors().isEmpty());
                long joined = run.files().roundsSoFar();
                assertThat(joined).as("rounds done when it joined").isLessThan(ROUNDS);
                run.awaitRound(joined + 20);
                first.close();
                run.job().await("Spark has seen it leave", () -> run.logged("Lost executor") > 0);
                assertThat(run.files().roundsSoFar())
                        .as("rounds done when the first left")
                        .isLessThan(ROUNDS);
                run.assertEndsWhole(ROUNDS, AGENTS);
                assertThat(agentsByExecutor(run).values())
                        .as("agents of each executor, round by round: one alone, both, the other alone")
                        .containsSubsequence(List.of(5L), List.of(2L, 3L), List.of(5L));
            }
            assertThat(run.files().manifest().agents()).isEqualTo(AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    /** Of each round, how many agents each executor had, the fewest first. */
    private static SortedMap<Long, List<Long>> agentsByExecutor(FaultyRun run) {
        Map<Long, Map<String, Long>> byRound = run.files().rows(AgentsTable.SCHEMA).stream()
                .collect(groupingBy(
                        row -> row.whole(AgentsTable.ROUND),
                        groupingBy(row -> requireNonNull(row.text(AgentsTable.EXECUTOR)), counting())));
        SortedMap<Long, List<Long>> counts = new TreeMap<>();
        byRound.forEach((round, executors) ->
                counts.put(round, executors.values().stream().sorted().toList()));
        return counts;
    }
}
