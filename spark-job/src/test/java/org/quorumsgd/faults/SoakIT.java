package org.quorumsgd.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.cli.Oracle;

/**
 * Runs that faults befall one after another, drawn from a seed: {@code -Dquorum.soak.kills}, {@code -Dquorum.soak.seed}. Every run must end
 * whole, with the oracle's bits. {@code bin/quorum-soak} is the long version.
 */
final class SoakIT {
    private static final int KILLS = Integer.getInteger("quorum.soak.kills", 5);
    private static final long SEED = Long.getLong("quorum.soak.seed", 1);
    private static final int MOST_KILLS_A_RUN = 25;
    private static final int AGENTS = 4;

    private static final String[] OPTIONS = {
        // More executors than cores: one more can be killed before the last one is back.
        "--master", "local-cluster[3,1,1024]",
        "--conf", "spark.cores.max=3",
        "--conf", "spark.task.maxDirectResultSize=10000"
    };

    private static final List<Fault> FAULTS = List.of(
            new KilledExecutors(1),
            new KilledExecutors(2),
            new KilledAtWork(30),
            new KilledBeforeFetch(),
            new KilledAfterCut(),
            new KilledAfterCheckpoint(),
            new StoppedExecutor(2_000),
            new KilledDriver(),
            new KilledExecutors(1),
            new KilledAtWork(30));

    /** Each with dropout; the second with a filtered quorum and rates that plateau, the third with gains that follow success. */
    private static final List<String> ALGORITHMS = List.of(
            "algorithm = qsgd",
            "algorithm = easgd, quorum.filter = second-order,"
                    + " learning-rate { schedule = plateau, plateau-epochs = 1, plateau-tolerance = 10 }",
            "algorithm = sd-qsgd, coupling.velocity-gain = 0.5, quorum.average = exponential");

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, List<Double>> recoverySeconds = new TreeMap<>();

    @TempDir
    private Path directory;

    @Test
    void aRunThatIsKilledAgainAndAgainGivesTheBitsOfTheOracle() throws IOException {
        System.out.printf(Locale.ROOT, "soak: %d faults, quorum.soak.seed=%d%n", KILLS, SEED);
        int struck = 0;
        for (int run = 0; struck < KILLS; run++) {
            int kills = Math.min(MOST_KILLS_A_RUN, KILLS - struck);
            oneRun(run, struck, kills);
            struck += kills;
        }
        System.out.print(table());
    }

    /** Without an end, until the faults are done; then a driver that is killed once more goes on to an end near by. */
    private void oneRun(int number, int struckBefore, int kills) throws IOException {
        Path folder = Files.createDirectory(directory.resolve("run-" + number));
        Path configuration = Files.writeString(folder.resolve("soak.conf"), """
                seed = %d, agents = %d, batch-size = 8, rounds = 1000000
                %s
                data.train-limit = 200, evaluation.every-epochs = 40, theory.lanczos-steps = 0
                coupling.period = %d, lineage.cut-every-rounds = %d, checkpoint.every-rounds = %d
                model { preset = mlp, hidden = [64], dropout = 0.3 }
                """.formatted(
                        random.nextInt(1, 1_000_000),
                        AGENTS,
                        ALGORITHMS.get(number % ALGORITHMS.size()),
                        random.nextInt(1, 9),
                        random.nextInt(3, 30),
                        random.nextInt(10, 60)));
        try (FaultyRun run = FaultyRun.start(folder, configuration, OPTIONS)) {
            run.awaitRound(1);
            for (int kill = 1; kill <= kills; kill++) {
                strike(run, struckBefore + kill);
            }
            int rounds = run.endSoon();
            run.assertEndsWhole(rounds, AGENTS);
            assertThat(run.sha256())
                    .as("seed %d, run %d, %s", SEED, number, Files.readString(configuration))
                    .isEqualTo(Oracle.sha256(configuration));
            System.out.printf(Locale.ROOT, "run %d: %d rounds, hash equal, nothing torn%n", number, rounds);
        }
    }

    /** Until the run is further than it was: so many rounds that at least one has begun after the stroke. */
    private void strike(FaultyRun run, int number) {
        Signals.sleep(random.nextInt(500));
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        long struck;
        try {
            struck = fault.strike(run, random);
        } catch (MissedMoment missed) {
            System.out.printf(Locale.ROOT, "%d/%d not struck, another instead: %s%n", number, KILLS, fault.label());
            strike(run, number);
            return;
        }
        long rounds = run.files().roundsSoFar();
        run.awaitRound(rounds + 2);
        double seconds = (System.nanoTime() - struck) * 1e-9;
        recoverySeconds
                .computeIfAbsent(fault.label(), label -> new ArrayList<>())
                .add(seconds);
        System.out.printf(
                Locale.ROOT,
                "%d/%d round %d: %s, on its way after %.1f s%n",
                number,
                KILLS,
                rounds,
                fault.label(),
                seconds);
    }

    private String table() {
        StringBuilder table = new StringBuilder();
        table.append("| fault | times | median recovery, s | longest, s | hash equal |\n|---|---|---|---|---|\n");
        recoverySeconds.forEach((label, seconds) -> {
            List<Double> sorted = seconds.stream().sorted().toList();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | all |%n",
                    label,
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() - 1)));
        });
        return table.toString();
    }
}
