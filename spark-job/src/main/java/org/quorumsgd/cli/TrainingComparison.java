package org.quorumsgd.cli;

import static org.quorumsgd.bench.Target.atLeast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.quorumsgd.bench.Claim;
import org.quorumsgd.bench.Comparison;
import org.quorumsgd.bench.Entrant;
import org.quorumsgd.bench.Launcher;
import org.quorumsgd.cli.ContenderCommand.Kind;
import org.quorumsgd.config.Backend;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;

/** The Spark job beside the bare gradient loop, libtorch and Deeplearning4j's own training, all with one network. */
final class TrainingComparison {
    /** libtorch's in the time of one of Deeplearning4j's, about. */
    private static final int STEPS_OF_TORCH = 4;

    private final Launcher launcher;
    private final boolean quick;
    private final List<String> settings;
    private final Configuration configuration;
    private final int agents;
    private final int batchSize;
    private final String master;
    private final boolean byTorch;
    /** Local steps in a turn, enough of them that its ends, where the agents wait for each other, weigh little. */
    private final int steps;

    /** @param overrides of the network and the agents */
    TrainingComparison(Launcher launcher, boolean quick, List<String> overrides) {
        this.launcher = launcher;
        this.quick = quick;
        this.settings = settings(overrides);
        this.configuration = configuration(settings);
        this.agents = configuration.value(Keys.AGENTS);
        this.batchSize = configuration.value(Keys.BATCH_SIZE);
        this.master = "local[" + agents + "]";
        this.byTorch = configuration.value(Keys.MODEL_BACKEND) == Backend.TORCH;
        this.steps = (quick ? 4 : 16) * (byTorch ? STEPS_OF_TORCH : 1);
    }

    /** @throws InvalidInputException where the comparison would not measure what the overrides ask for */
    static void check(List<String> overrides) {
        ClockName clock = configuration(settings(overrides)).value(Keys.CLOCK);
        if (clock != ClockName.NONE) {
            Problems problems = new Problems();
            problems.invalid(Keys.CLOCK.name(), clock.label(), "none in a benchmark, which measures rounds together");
            problems.throwIfAny();
        }
    }

    private static List<String> settings(List<String> overrides) {
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

    private static Configuration configuration(List<String> settings) {
        return ConfigurationLoader.fromText("", "bench", settings);
    }

    Comparison of(int repetitions) {
        Entrant job = job();
        Entrant bare = new Entrant(
                "bare gradient loop",
                "images/s",
                4,
                steps,
                () -> launcher.job("bare gradient loop", master, ContenderCommand.arguments(Kind.BARE_LOOP, settings)));
        List<Entrant> entrants = new ArrayList<>(List.of(job, bare));
        List<Claim> claims = new ArrayList<>(List.of(
                Claim.of(job, null),
                Claim.of(bare, null),
                Claim.ratio("Spark job / bare gradient loop", job, bare, atLeast(bareShare()))));
        if (launcher.hasTorch()) {
            add(torch(), job, byTorch ? 1.7 : 0.9, entrants, claims);
        }
        if (launcher.hasParameterAveraging()) {
            List<String> sizes =
                    List.of(networkFile().toString(), Integer.toString(agents), Integer.toString(batchSize));
            add(accelerated(sizes), job, 2, entrants, claims);
            add(asItComes(sizes), job, byTorch ? 25 : 15, entrants, claims);
        }
        return new Comparison(
                "training",
                "training of one network, minibatch " + batchSize + ", " + agents + " agents or threads",
                repetitions,
                entrants,
                claims);
    }

    /** Gradients by libtorch leave a round half the time to hide in. */
    private double bareShare() {
        if (!byTorch) {
            return 0.95;
        }
        return configuration.value(Keys.COUPLING_PERIOD) >= 4 ? 0.97 : 0.93;
    }

    private Entrant job() {
        int period = configuration.value(Keys.COUPLING_PERIOD);
        // The JVM goes on compiling Spark's code for hundreds of rounds.
        int warmUp = quick ? 20 : 200;
        return new Entrant(
                "Spark job",
                "images/s",
                Math.max(warmUp, warmUp * (byTorch ? STEPS_OF_TORCH : 1) / period),
                Math.max(1, steps / period),
                () -> launcher.job("Spark job", master, ContenderCommand.arguments(Kind.JOB, settings)));
    }

    private Entrant torch() {
        List<String> sizes = List.of(Integer.toString(agents), Integer.toString(batchSize));
        return new Entrant(
                "libtorch", "images/s", 4, (quick ? 4 : 16) * agents, () -> launcher.torch("libtorch", sizes));
    }

    private Entrant accelerated(List<String> sizes) {
        String name = "parameter averaging, accelerated";
        return new Entrant(
                name,
                "images/s",
                quick ? 2 : 40,
                quick ? 2 : 8,
                () -> launcher.parameterAveraging(name, master, prepend("accelerated", sizes)));
    }

    private Entrant asItComes(List<String> sizes) {
        String name = "parameter averaging, as it comes";
        return new Entrant(
                name,
                "images/s",
                quick ? 0 : 3,
                1,
                () -> launcher.parameterAveragingAsItComes(name, master, prepend("as-it-comes", sizes)));
    }

    private static void add(Entrant peer, Entrant job, double target, List<Entrant> entrants, List<Claim> claims) {
        entrants.add(peer);
        claims.add(Claim.of(peer, null));
        claims.add(Claim.ratio("Spark job / " + peer.name(), job, peer, atLeast(target)));
    }

    private static List<String> prepend(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    /** The network for programs that are not ours. */
    private Path networkFile() {
        try {
            return Files.writeString(
                    launcher.scratch().resolve("network.json"),
                    NoiseWorkload.images(configuration).network());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What would be compared too, if it were built. */
    static List<String> missingPeers(Launcher launcher) {
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
