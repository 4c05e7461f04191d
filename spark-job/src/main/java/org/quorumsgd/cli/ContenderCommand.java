package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.contender.ContenderServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorum contender}: what {@code bench} starts to measure one thing; asked on standard input. */
@Command(name = "contender", description = "One thing that bench measures.", hidden = true)
final class ContenderCommand implements Callable<Integer> {
    /** What can be measured inside quorum.jar, and in which unit. */
    enum Kind {
        /** Images per second of the whole Spark job. */
        JOB,
        /** Milliseconds of a round beyond its slowest agent's compute. */
        OVERHEAD,
        /** Milliseconds of a round. */
        ROUND,
        /** Live heap of the driver beyond Spark's own, in parameter vectors. */
        HEAP,
        /** Blocks in the storage of the driver's Spark, in parameter vectors. */
        STORAGE,
        /** Milliseconds of a Spark job that does nothing. */
        EMPTY_JOB,
        /** Milliseconds of the driver's own work in a round. */
        DRIVER,
        /** The same in a round that is logged. */
        LOGGED_DRIVER,
        /** Images per second of the bare gradient loop. */
        BARE_LOOP,
        /** Gigaflops of large matrix products. */
        MATRIX_PRODUCT,
        /** Gigabytes per second of copying arrays larger than any cache. */
        STREAM_COPY,
        /** Million updates of agents per second of simulations in threads. */
        SIMULATIONS,
        /** Seconds for 1e9 updates of agents in a Spark job. */
        SIMULATION_JOB
    }

    @Parameters(paramLabel = "KIND")
    private Kind kind = Kind.JOB;

    @Option(names = "--set", paramLabel = "path=value")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N")
    private int threads = 1;

    /** What {@code bench} writes behind {@code quorum} to start a contender. */
    static List<String> arguments(Kind kind, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of("contender", kind.name()));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments;
    }

    @Override
    public Integer call() {
        ContenderServer.serve(this::contender);
        return ExitCode.DONE.code;
    }

    private Contender contender() {
        Configuration configuration = ConfigurationLoader.fromText("", "bench", settings);
        return switch (kind) {
            case JOB -> new JobContender(configuration, JobContender.Measure.IMAGES_PER_SECOND);
            case OVERHEAD -> new JobContender(configuration, JobContender.Measure.OVERHEAD_MILLIS);
            case ROUND -> new JobContender(configuration, JobContender.Measure.ROUND_MILLIS);
            case HEAP -> new JobContender(configuration, JobContender.Measure.HEAP_VECTORS);
            case STORAGE -> new JobContender(configuration, JobContender.Measure.STORAGE_VECTORS);
            case EMPTY_JOB -> new EmptyJobContender(configuration);
            case DRIVER -> new DriverContender(configuration, DriverContender.Round.PLAIN);
            case LOGGED_DRIVER -> new DriverContender(configuration, DriverContender.Round.LOGGED);
            case BARE_LOOP -> ThreadsContender.bareLoops(configuration);
            case MATRIX_PRODUCT -> ThreadsContender.matrixProducts(threads);
            case STREAM_COPY -> ThreadsContender.streamCopies(threads);
            case SIMULATIONS -> ThreadsContender.simulations(configuration, threads);
            case SIMULATION_JOB -> new SimulationJobContender(configuration);
        };
    }
}
