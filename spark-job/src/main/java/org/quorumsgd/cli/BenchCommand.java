package org.quorumsgd.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.ChannelStatistics;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.NoiseImages;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.GradientLoop;
import org.quorumsgd.engine.JobLabels;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.engine.SparkEnsemble;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.random.RandomStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code quorum bench}: the whole Spark job beside the bare gradient loop of the same network, on the same cores, in turn (A B
 * A B ...). Noise on the machine hits both; the ratio of each pair is what counts.
 */
@Command(
        name = "bench",
        description =
                "Measures the Spark job beside the same network's bare gradient loop, in turn, on the same cores.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
    private static final int CLASSES = 10;
    /** Until the JIT compiler has done with Spark's scheduling; measured: the overhead of a round falls from 44 to 19 ms. */
    private static final int WARM_UP_ROUNDS = 80;

    @Option(names = "--quick", description = "Fewer and shorter pairs.")
    private boolean quick;

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "Another network or number of agents; default: boffi-cnn, batch 128, 2 agents, QSGD.")
    private List<String> overrides = new ArrayList<>();

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Configuration configuration = configuration();
        int agents = configuration.value(Keys.AGENTS);
        ImageWorkload workload = workload(configuration);
        Experiment experiment = new Experiment(configuration, workload);
        console.println(Dl4jAcceleration.enable().line());
        console.println(experiment.sentence());
        SparkConf conf = SparkDefaults.apply(new SparkConf().setAppName("quorum bench"));
        conf.setIfMissing("spark.master", "local[" + agents + "]");
        ExecutorService threads = Executors.newFixedThreadPool(agents);
        try (JavaSparkContext context = new JavaSparkContext(conf);
                Ensemble ensemble = new SparkEnsemble(
                        context,
                        new JobLabels("bench", "bench", Integer.MAX_VALUE),
                        problem(workload),
                        agents,
                        experiment.agentRules(),
                        experiment.quorumRules().coupled(),
                        configuration.value(Keys.LINEAGE_CUT_EVERY_ROUNDS),
                        experiment.nextGradient())) {
            QuorumLoop job = new QuorumLoop(
                    ensemble,
                    experiment.agentRules(),
                    experiment.quorumRules(),
                    configuration.value(Keys.COUPLING_PERIOD));
            List<GradientLoop> bare = IntStream.range(0, agents)
                    .mapToObj(agent -> new GradientLoop(
                            workload.network(),
                            CIFAR,
                            CLASSES,
                            workload.images().batchSize(agent)))
                    .toList();
            compare(experiment, job, bare, threads);
            bare.forEach(GradientLoop::close);
        } finally {
            threads.shutdownNow();
        }
        return ExitCode.DONE.code;
    }

    private void compare(Experiment experiment, QuorumLoop job, List<GradientLoop> bare, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        int pairs = quick ? 5 : 11;
        int localSteps = experiment.length().localSteps();
        int rounds = Math.max(1, (quick ? 8 : 20) / localSteps);
        double images = (double) rounds * experiment.length().imagesPerRound();
        int warmUpRounds = quick ? WARM_UP_ROUNDS / 2 : WARM_UP_ROUNDS;
        console.println("Warming up, " + warmUpRounds + " rounds");
        secondsOfJob(job, warmUpRounds);
        secondsOfBareLoops(bare, threads, rounds * localSteps);
        List<Double> jobRates = new ArrayList<>();
        List<Double> bareRates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            jobRates.add(images / secondsOfJob(job, rounds));
            bareRates.add(images / secondsOfBareLoops(bare, threads, rounds * localSteps));
            ratios.add(jobRates.get(pair) / bareRates.get(pair));
            console.printf(
                    Locale.ROOT,
                    "pair %d/%d: Spark job %.0f images/s, bare loop %.0f images/s, ratio %.3f%n",
                    pair + 1,
                    pairs,
                    jobRates.get(pair),
                    bareRates.get(pair),
                    ratios.get(pair));
        }
        row("Spark job, images/s", jobRates, "%.0f");
        row("bare gradient loop, images/s", bareRates, "%.0f");
        row("ratio", ratios, "%.3f");
    }

    private void row(String name, List<Double> values, String format) {
        List<Double> sorted = values.stream().sorted().toList();
        String line = "  %-30s median " + format + "  (" + format + " to " + format + ")%n";
        console.printf(
                Locale.ROOT, line, name, sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    private static double secondsOfJob(QuorumLoop job, int rounds) {
        long begin = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            job.advance();
        }
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static double secondsOfBareLoops(List<GradientLoop> loops, ExecutorService threads, int steps)
            throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (GradientLoop loop : loops) {
            running.add(threads.submit(() -> loop.run(steps)));
        }
        for (Future<?> loop : running) {
            loop.get();
        }
        return (System.nanoTime() - begin) * 1e-9;
    }

    private Configuration configuration() {
        List<String> settings = new ArrayList<>(List.of(
                "name=bench",
                "agents=2",
                "model.preset=boffi-cnn",
                "model.dropout=0.5",
                "batch-size=128",
                "learning-rate.initial=0.001",
                "data.validation-fraction=0"));
        settings.addAll(overrides);
        return ConfigurationLoader.fromText("", "bench", settings);
    }

    private static ImageWorkload workload(Configuration configuration) {
        RandomStreams streams = new RandomStreams(configuration.value(Keys.SEED));
        int images = 4 * configuration.value(Keys.AGENTS) * configuration.value(Keys.BATCH_SIZE);
        ImageDataSet noise = new ImageDataSet(
                "noise",
                new NoiseImages(CIFAR, CLASSES, images, streams),
                new NoiseImages(CIFAR, CLASSES, 100, streams));
        return ImageWorkload.of(
                configuration, AgentImages.of(noise, configuration), new org.apache.hadoop.conf.Configuration());
    }

    private static Problem problem(ImageWorkload workload) {
        ChannelStatistics statistics = ChannelStatistics.zero(CIFAR.channels());
        for (int agent = 0; agent < workload.configuration().value(Keys.AGENTS); agent++) {
            statistics = statistics.plus(workload.images().scan(agent));
        }
        return workload.problem(statistics.normalisation());
    }
}
