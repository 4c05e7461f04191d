package org.quorumsgd.cli;

import static org.quorumsgd.bench.Target.atLeast;
import static org.quorumsgd.bench.Target.atMost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.bench.Claim;
import org.quorumsgd.bench.Comparison;
import org.quorumsgd.bench.Entrant;
import org.quorumsgd.bench.EvaluationShare;
import org.quorumsgd.bench.Launcher;
import org.quorumsgd.bench.StartToFirstRound;
import org.quorumsgd.cli.ContenderCommand.Kind;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Keys;

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

    static final List<String> NAMES =
            List.of("training", "round", "small-round", "driver", "memory", "start", "evaluation", "machine");

    private static final List<String> LEFT_OUT_WHEN_QUICK = List.of("evaluation", "machine");

    /** What is compared when the user does not choose. */
    List<String> names() {
        return NAMES.stream()
                .filter(name -> !quick || !LEFT_OUT_WHEN_QUICK.contains(name))
                .toList();
    }

    Comparison named(String name) {
        return switch (name) {
            case "training" -> training();
            case "round" -> round();
            case "small-round" -> smallRound();
            case "driver" -> driver();
            case "memory" -> memory();
            case "start" -> start();
            case "evaluation" -> evaluation();
            case "machine" -> machine();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Comparison training() {
        Configuration configuration = ConfigurationLoader.fromText("", "bench", trainingSettings());
        int agents = configuration.value(Keys.AGENTS);
        int batchSize = configuration.value(Keys.BATCH_SIZE);
        String master = "local[" + agents + "]";
        int rounds = quick ? 5 : 16;
        Entrant job = new Entrant(
                "Spark job",
                "images/s",
                quick ? 20 : 240, // the JVM compiles Spark's code for hundreds of rounds
                Math.max(1, rounds / configuration.value(Keys.COUPLING_PERIOD)),
                () -> launcher.job("Spark job", master, arguments(Kind.JOB, trainingSettings())));
        Entrant bare = new Entrant(
                "bare gradient loop",
                "images/s",
                4,
                rounds,
                () -> launcher.job("bare gradient loop", master, arguments(Kind.BARE_LOOP, trainingSettings())));
        List<Entrant> entrants = new ArrayList<>(List.of(job, bare));
        List<Claim> claims = new ArrayList<>(List.of(
                Claim.of(job, null),
                Claim.of(bare, null),
                Claim.ratio("Spark job / bare gradient loop", job, bare, atLeast(0.95))));
        if (launcher.hasTorch()) {
            Entrant torch = new Entrant(
                    "libtorch",
                    "images/s",
                    4,
                    rounds * agents,
                    () -> launcher.torch("libtorch", List.of(Integer.toString(agents), Integer.toString(batchSize))));
            add(torch, job, 0.9, entrants, claims);
        }
        if (launcher.hasParameterAveraging()) {
            List<String> sizes = List.of(
                    networkFile(configuration).toString(), Integer.toString(agents), Integer.toString(batchSize));
            Entrant accelerated = new Entrant(
                    "parameter averaging, accelerated",
                    "images/s",
                    quick ? 4 : 8,
                    quick ? 3 : 8,
                    () -> launcher.parameterAveraging(
                            "parameter averaging, accelerated", master, prepend("accelerated", sizes)));
            Entrant asItComes = new Entrant(
                    "parameter averaging, as it comes",
                    "images/s",
                    quick ? 0 : 1,
                    1,
                    () -> launcher.parameterAveragingAsItComes(
                            "parameter averaging, as it comes", master, prepend("as-it-comes", sizes)));
            add(accelerated, job, 2, entrants, claims);
            add(asItComes, job, 15, entrants, claims);
        }
        return new Comparison(
                "training",
                "training of one network, minibatch " + batchSize + ", " + agents + " agents or threads",
                repetitions(3, 5),
                entrants,
                claims);
    }

    private static void add(Entrant peer, Entrant job, double target, List<Entrant> entrants, List<Claim> claims) {
        entrants.add(peer);
        claims.add(Claim.of(peer, null));
        claims.add(Claim.ratio("Spark job / " + peer.name(), job, peer, atLeast(target)));
    }

    private Comparison round() {
        List<String> settings = quadratic(4, PARAMETERS);
        Entrant local = new Entrant(
                "round beyond compute, local[4]",
                "ms",
                quick ? 60 : 6 * ROUNDS,
                quick ? 10 : ROUNDS,
                () -> launcher.job("round, local", "local[4]", arguments(Kind.OVERHEAD, settings)));
        Entrant executors = new Entrant(
                "round beyond compute, two executor JVMs",
                "ms",
                quick ? 60 : 8 * ROUNDS,
                quick ? 10 : ROUNDS,
                () -> launcher.jobOnExecutors("round, executors", CLUSTER, arguments(Kind.OVERHEAD, settings)));
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
                quick ? 2 * ROUNDS : 8 * ROUNDS,
                quick ? ROUNDS / 2 : ROUNDS,
                () -> launcher.job("small round", "local[4]", arguments(Kind.OVERHEAD, settings)));
        Entrant empty = new Entrant(
                "empty Spark job",
                "ms",
                quick ? 2 * ROUNDS : 8 * ROUNDS,
                quick ? ROUNDS / 2 : ROUNDS,
                () -> launcher.job("empty job", "local[4]", arguments(Kind.EMPTY_JOB, settings)));
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
        List<String> arguments = arguments(kind, quadratic(agents, PARAMETERS));
        int rounds = quick ? 5 : 10;
        return new Entrant(name, "ms", rounds, rounds, () -> launcher.job(name, "local[2]", arguments));
    }

    private Comparison memory() {
        List<Entrant> entrants = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        for (int agents : quick ? List.of(16) : List.of(16, 64)) {
            String name = "driver heap beyond Spark's, p = " + agents;
            List<String> arguments = arguments(Kind.HEAP, quadratic(agents, PARAMETERS));
            Entrant entrant = new Entrant(
                    name,
                    "vectors",
                    0,
                    quick ? 10 : ROUNDS / 2,
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
        List<String> arguments = arguments(Kind.STORAGE, quadratic(agents, PARAMETERS));
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
        List<String> arguments = new ArrayList<>(arguments(kind, List.of()));
        arguments.addAll(List.of("--threads", Integer.toString(threads)));
        return new Entrant(name, unit, 2, amount, () -> launcher.job(name, "local[1]", arguments));
    }

    private int repetitions(int whenQuick, int otherwise) {
        return repetitions > 0 ? repetitions : quick ? whenQuick : otherwise;
    }

    private List<String> trainingSettings() {
        return Stream.concat(
                        Stream.of(
                                "name=bench",
                                "agents=2",
                                "model.preset=boffi-cnn",
                                "model.dropout=0.5",
                                "batch-size=128",
                                "learning-rate.initial=0.001",
                                "data.validation-fraction=0"),
                        overrides.stream())
                .toList();
    }

    private static List<String> quadratic(int agents, int parameters) {
        return List.of(
                "name=bench",
                "problem=quadratic",
                "agents=" + agents,
                "quadratic.dimension=" + parameters,
                "learning-rate.initial=0.01");
    }

    private static List<String> arguments(Kind kind, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of("contender", kind.name()));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments;
    }

    private static List<String> prepend(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private Path configurationFile(String name) {
        return launcher.root().resolve("conf").resolve(name);
    }

    /** The network for programs that are not ours. */
    private Path networkFile(Configuration configuration) {
        try {
            return Files.writeString(
                    launcher.scratch().resolve("network.json"),
                    NoiseWorkload.images(configuration).network());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why a comparison cannot be made here, or null when it can. */
    @Nullable
    String obstacle(String name) {
        boolean trains = name.equals("start") || name.equals("evaluation");
        return trains && !Files.isExecutable(launcher.root().resolve("bin/quorum"))
                ? "no bin/quorum in " + launcher.root()
                : null;
    }

    /** The peers of {@code training} that are not there. */
    List<String> missingPeers() {
        List<String> missing = new ArrayList<>();
        if (!launcher.hasTorch()) {
            missing.add("libtorch");
        }
        if (!launcher.hasParameterAveraging()) {
            missing.add("parameter averaging");
        }
        return missing;
    }
}
