package org.quorumsgd.cli;

import static org.quorumsgd.bench.Target.atMost;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.bench.Claim;
import org.quorumsgd.bench.Comparison;
import org.quorumsgd.bench.Entrant;
import org.quorumsgd.bench.EvaluationShare;
import org.quorumsgd.bench.Launcher;
import org.quorumsgd.bench.StartToFirstRound;
import org.quorumsgd.cli.ContenderCommand.Kind;

/**
 * Everything that {@code bench} compares, and what each is to reach.
 *
 * @param repetitions 0 for each comparison's own number
 * @param overrides of the network and the agents in the comparison {@code training}
 */
record Comparisons(Launcher launcher, boolean quick, int repetitions, List<String> overrides) {
    /** The parameters of the network that the targets were set for. */
    private static final int PARAMETERS = 361_610;

    private static final int SMALL_PARAMETERS = 10_000;
    private static final int ROUNDS = 50;
    private static final String CLUSTER = "local-cluster[2,2,1024]";
    private static final Path FASHION_MNIST = Path.of("/usr/share/datasets/fashion-mnist");

    static final List<String> NAMES = List.of(
            "training", "round", "small-round", "driver", "memory", "start", "evaluation", "machine", "simulation");

    private static final List<String> LEFT_OUT_WHEN_QUICK = List.of("memory", "evaluation", "machine", "simulation");

    /** What is compared when the user does not choose. */
    List<String> names() {
        return NAMES.stream()
                .filter(name -> !quick || !LEFT_OUT_WHEN_QUICK.contains(name))
                .toList();
    }

    Comparison named(String name) {
        return switch (name) {
            case "training" -> new TrainingComparison(launcher, quick, overrides).of(repetitions(3, 5));
            case "round" -> round();
            case "small-round" -> smallRound();
            case "driver" -> driver();
            case "memory" -> memory();
            case "start" -> start();
            case "evaluation" -> evaluation();
            case "machine" -> machine();
            case "simulation" -> new SimulationComparison(launcher, quick).of(repetitions(3, 7));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Comparison round() {
        List<String> settings = quadratic(4, PARAMETERS);
        Entrant local = new Entrant(
                "round beyond compute, local[4]",
                "ms",
                quick ? 40 : 6 * ROUNDS,
                quick ? 10 : ROUNDS,
                () -> launcher.job("round, local", "local[4]", ContenderCommand.arguments(Kind.OVERHEAD, settings)));
        Entrant executors = new Entrant(
                "round beyond compute, two executor JVMs",
                "ms",
                quick ? 30 : 8 * ROUNDS,
                quick ? 10 : ROUNDS,
                () -> launcher.jobOnExecutors(
                        "round, executors", CLUSTER, ContenderCommand.arguments(Kind.OVERHEAD, settings)));
        return new Comparison(
                "round",
                String.format(
                        Locale.ROOT,
                        "a round beyond the slowest agent's compute, 4 agents, %,d parameters, simple objective",
                        PARAMETERS),
                repetitions(3, 7),
                List.of(local, executors),
                List.of(Claim.of(local, atMost(25)), Claim.of(executors, atMost(60))));
    }

    private Comparison smallRound() {
        List<String> settings = quadratic(4, SMALL_PARAMETERS);
        Entrant round = new Entrant(
                "round beyond compute",
                "ms",
                quick ? ROUNDS : 8 * ROUNDS,
                quick ? ROUNDS / 2 : ROUNDS,
                () -> launcher.job("small round", "local[4]", ContenderCommand.arguments(Kind.OVERHEAD, settings)));
        Entrant empty = new Entrant(
                "empty Spark job",
                "ms",
                quick ? ROUNDS : 8 * ROUNDS,
                quick ? ROUNDS / 2 : ROUNDS,
                () -> launcher.job("empty job", "local[4]", ContenderCommand.arguments(Kind.EMPTY_JOB, settings)));
        return new Comparison(
                "small-round",
                String.format(
                        Locale.ROOT,
                        "a round of 4 agents, %,d parameters, and a job of 4 empty tasks",
                        SMALL_PARAMETERS),
                repetitions(3, 11),
                List.of(round, empty),
                List.of(
                        Claim.of(round, null),
                        Claim.of(empty, null),
                        Claim.ratio("round / empty job", round, empty, atMost(1.5))));
    }

    private Comparison driver() {
        List<Entrant> entrants = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        for (int agents : quick ? List.of(4, 64) : List.of(4, 8, 16, 32, 64)) {
            Entrant logged = driver("driver's work in a logged round", Kind.LOGGED_DRIVER, agents);
            entrants.add(logged);
            claims.add(Claim.of(logged, agents == 64 ? atMost(400) : null));
        }
        // Sixteen times the agents may cost sixteen times the time.
        claims.add(
                Claim.ratio("that of p = 64 / p = 4", entrants.get(entrants.size() - 1), entrants.get(0), atMost(16)));
        for (int agents : quick ? List.<Integer>of() : List.of(4, 64)) {
            Entrant bare = driver("driver's work in another round", Kind.DRIVER, agents);
            entrants.add(bare);
            claims.add(Claim.of(bare, null));
        }
        for (int agents : quick ? List.<Integer>of() : List.of(4, 64)) {
            Entrant whole = driver("whole round through Spark", Kind.ROUND, agents);
            entrants.add(whole);
            claims.add(Claim.of(whole, null));
        }
        return new Comparison(
                "driver",
                String.format(
                        Locale.ROOT,
                        "the driver's work in a round, %,d parameters; every round is logged unless log.every-rounds says so",
                        PARAMETERS),
                repetitions(3, 7),
                entrants,
                claims);
    }

    private Entrant driver(String what, Kind kind, int agents) {
        String name = what + ", p = " + agents;
        List<String> arguments = ContenderCommand.arguments(kind, quadratic(agents, PARAMETERS));
        int rounds = quick ? 5 : 10;
        return new Entrant(name, "ms", rounds, rounds, () -> launcher.job(name, "local[2]", arguments));
    }

    private Comparison memory() {
        List<Entrant> entrants = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        for (int agents : quick ? List.of(16) : List.of(16, 64)) {
            String name = "driver heap beyond Spark's, p = " + agents;
            List<String> arguments = ContenderCommand.arguments(Kind.HEAP, quadratic(agents, PARAMETERS));
            Entrant entrant = new Entrant(
                    name,
                    "vectors",
                    0,
                    quick ? 5 : ROUNDS / 2,
                    () -> launcher.jobOnExecutors(name, CLUSTER, arguments));
            entrants.add(entrant);
            claims.add(Claim.of(entrant, atMost(6 + 1.2 * agents)));
            if (!quick) {
                Entrant storage = storage(agents);
                entrants.add(storage);
                claims.add(Claim.of(storage, null));
            }
        }
        return new Comparison(
                "memory",
                String.format(
                        Locale.ROOT,
                        "the driver's live heap between rounds, in vectors of %,d floats, two executor JVMs",
                        PARAMETERS),
                repetitions(1, 3),
                entrants,
                claims);
    }

    private Entrant storage(int agents) {
        List<String> arguments = ContenderCommand.arguments(Kind.STORAGE, quadratic(agents, PARAMETERS));
        return new Entrant(
                "blocks in Spark's storage, p = " + agents,
                "vectors",
                0,
                ROUNDS / 2,
                () -> launcher.jobOnExecutors("storage, p = " + agents, CLUSTER, arguments));
    }

    private Comparison start() {
        Path digits = configurationFile("digits.conf");
        Entrant start =
                new Entrant("start to first round, digits", "s", 0, 3, () -> new StartToFirstRound(launcher, digits));
        return new Comparison(
                "start",
                "from the command to the end of the first round, embedded Spark",
                repetitions(1, 5),
                List.of(start),
                List.of(Claim.of(start, atMost(8))));
    }

    private Comparison evaluation() {
        List<Entrant> entrants = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        addEvaluation("digits", "digits.conf", quick ? 3 : 30, entrants, claims);
        if (!quick && Files.isDirectory(FASHION_MNIST)) {
            addEvaluation("Fashion-MNIST", "fashion-mnist.conf", 2, entrants, claims);
        }
        return new Comparison(
                "evaluation",
                "share of a run's wall time in which models are judged and gradients probed",
                repetitions(1, 3),
                entrants,
                claims);
    }

    private void addEvaluation(String data, String file, int epochs, List<Entrant> entrants, List<Claim> claims) {
        Path configuration = configurationFile(file);
        Entrant entrant = new Entrant(
                "share of evaluation, " + data,
                "of wall time",
                0,
                epochs,
                () -> new EvaluationShare(launcher, configuration));
        entrants.add(entrant);
        claims.add(Claim.of(entrant, atMost(0.1)));
    }

    private Comparison machine() {
        List<Entrant> entrants = new ArrayList<>();
        for (int threads : quick ? List.of(2) : List.of(1, 2)) {
            entrants.add(peak("matrix product", "GFLOP/s", Kind.MATRIX_PRODUCT, threads, 4));
        }
        for (int threads : quick ? List.of(2) : List.of(1, 2)) {
            entrants.add(peak("stream copy", "GB/s", Kind.STREAM_COPY, threads, 16));
        }
        return new Comparison(
                "machine",
                "what this machine can do at most",
                repetitions(3, 7),
                entrants,
                entrants.stream().map(entrant -> Claim.of(entrant, null)).toList());
    }

    private Entrant peak(String what, String unit, Kind kind, int threads, int amount) {
        String name = what + ", " + threads + (threads == 1 ? " thread" : " threads");
        List<String> arguments = new ArrayList<>(ContenderCommand.arguments(kind, List.of()));
        arguments.addAll(List.of("--threads", Integer.toString(threads)));
        return new Entrant(name, unit, 2, amount, () -> launcher.job(name, "local[1]", arguments));
    }

    private int repetitions(int whenQuick, int otherwise) {
        return repetitions > 0 ? repetitions : quick ? whenQuick : otherwise;
    }

    private static List<String> quadratic(int agents, int parameters) {
        return List.of(
                "name=bench",
                "problem=quadratic",
                "agents=" + agents,
                "quadratic.dimension=" + parameters,
                "learning-rate.initial=0.01");
    }

    private Path configurationFile(String name) {
        return launcher.root().resolve("conf").resolve(name);
    }

    /** Why a comparison cannot be made here, or null when it can. */
    @Nullable
    String obstacle(String name) {
        if (name.equals("simulation") && !launcher.hasNumpy()) {
            return "no NumPy for /usr/bin/python3 or no sources; bin/install-tools numpy installs it";
        }
        boolean types = List.of("start", "evaluation", "simulation").contains(name);
        return types && !Files.isExecutable(launcher.root().resolve("bin/quorum"))
                ? "no bin/quorum in " + launcher.root()
                : null;
    }
}
