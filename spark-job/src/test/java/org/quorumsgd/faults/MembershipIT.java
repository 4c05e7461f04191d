package org.quorumsgd.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.cli.JobProcess;
import org.quorumsgd.cli.Oracle;
import org.quorumsgd.cli.Standalone;

/** Agents outnumber executors, and executors come and go; the agents stay as many as they are, and so do their bits. */
final class MembershipIT {
    private static final int AGENTS = 5;

    @TempDir
    private Path directory;

    @Test
    void aWorkerJoinsAndTheFirstLeavesUnderDynamicAllocation() throws IOException {
        Path configuration = Files.writeString(directory.resolve("membership.conf"), """
                seed = 7, agents = %d, batch-size = 8, rounds = 1000000, evaluation.every-epochs = 1000, theory.lanczos-steps = 0
                data.train-limit = 200
                lineage.cut-every-rounds = 7
                model { preset = mlp, hidden = [64], dropout = 0.3 }
                """.formatted(AGENTS));
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
                        "spark.executor.cores=2",
                        "--conf",
                        // As shipped: no task waits for an executor that is gone.
                        "spark.locality.wait=30s")) {
            run.awaitRound(20);
            assertThat(first.executors()).as("five agents share it").hasSize(1);
            try (JobProcess second = cluster.worker()) {
                run.job()
                        .await(
                                "agents have moved",
                                () -> agentsOfEachExecutor(run).contains(List.of(2L, 3L)));
                run.awaitRound(run.files().roundsSoFar() + 10);
                first.close();
                run.job().await("Spark has seen it leave", () -> run.logged("Lost executor") > 0);
                run.awaitRound(run.files().roundsSoFar() + 10);
                assertThat(agentsOfEachExecutor(run))
                        .as("one alone, both, the other alone")
                        .containsExactly(List.of(5L), List.of(2L, 3L), List.of(5L));
                int rounds = run.endSoon();
                run.assertEndsWhole(rounds, AGENTS);
            }
            assertThat(run.files().manifest().agents()).isEqualTo(AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
        }
    }

    /** How many agents each executor had, the fewest first, whenever that changed; only of rounds whose rows are all there. */
    private static List<List<Long>> agentsOfEachExecutor(FaultyRun run) {
        Pattern row = Pattern.compile("(\\d+),.*,(\\d+),cpu");
        SortedMap<Long, List<String>> executors = run.files().lines("agents.csv").stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .collect(groupingBy(
                        line -> Long.valueOf(line.group(1)), TreeMap::new, mapping(line -> line.group(2), toList())));
        List<List<Long>> changes = new ArrayList<>();
        for (List<String> ofOneRound : executors.values()) {
            List<Long> counts = ofOneRound.stream().collect(groupingBy(id -> id, counting())).values().stream()
                    .sorted()
                    .toList();
            if (ofOneRound.size() == AGENTS && (changes.isEmpty() || !counts.equals(changes.get(changes.size() - 1)))) {
                changes.add(counts);
            }
        }
        return changes;
    }
}
