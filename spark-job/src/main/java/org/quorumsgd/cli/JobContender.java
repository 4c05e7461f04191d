package org.quorumsgd.cli;

import java.time.Instant;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.engine.JobLabels;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.engine.SparkEnsemble;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.run.RunIds;

/** Rounds of the whole Spark job, put together as for a run; the amount is rounds. */
final class JobContender implements Contender {
    /** What a run of so many rounds tells. */
    enum Measure {
        IMAGES_PER_SECOND,
        OVERHEAD_MILLIS,
        ROUND_MILLIS,
        /** Beyond what Spark itself holds, the blocks of its storage among it. */
        HEAP_VECTORS,
        STORAGE_VECTORS
    }

    private final Configuration configuration;
    private final Measure measure;
    private final Experiment experiment;
    private final String library;
    private final JavaSparkContext context;
    private final long sparksOwnHeap;
    private final Ensemble ensemble;
    private final QuorumLoop loop;
    /** As a run holds its last round, for the heap's sake. */
    private @Nullable RoundRecord last;

    JobContender(Configuration configuration, Measure measure) {
        this.configuration = configuration;
        this.measure = measure;
        this.experiment = new Experiment(configuration, NoiseWorkload.of(configuration));
        this.library = String.join("; ", experiment.workload().enable());
        this.context = openContext(measure.name());
        LoadedWorkload loaded = experiment.workload().load(context);
        this.sparksOwnHeap = measure == Measure.HEAP_VECTORS ? LiveHeap.bytes() : 0;
        String id = RunIds.of("bench", Instant.now());
        this.ensemble = new SparkEnsemble(
                context,
                // As in the midst of a long run: every round is followed by another.
                new JobLabels(id, "bench", Long.MAX_VALUE),
                loaded.problem(),
                configuration.value(Keys.AGENTS),
                experiment.agentRules(),
                experiment.quorumRules().coupled(),
                configuration.value(Keys.LINEAGE_CUT_EVERY_ROUNDS),
                experiment.nextGradient(),
                experiment.deadline());
        this.loop = new QuorumLoop(
                ensemble, experiment.agentRules(), experiment.quorumRules(), configuration.value(Keys.COUPLING_PERIOD));
    }

    static JavaSparkContext openContext(String name) {
        SparkConf conf = SparkDefaults.apply(new SparkConf().setAppName("quorum bench " + name));
        JavaSparkContext context = new JavaSparkContext(conf);
        if (!context.isLocal()) {
            // One that Spark deletes when this JVM ends.
            context.setCheckpointDir(Utils.createTempDir(System.getProperty("java.io.tmpdir"), "quorum-bench")
                    .toString());
        }
        return context;
    }

    @Override
    public String description() {
        return experiment.sentence() + "; " + context.master() + (library.isEmpty() ? "" : "; " + library);
    }

    @Override
    public long parameters() {
        return loop.centre().length();
    }

    @Override
    public double run(int amount) {
        long beginAll = System.nanoTime();
        double overheadSeconds = 0;
        for (int round = 0; round < amount; round++) {
            long begin = System.nanoTime();
            RoundRecord record = loop.advance();
            double roundSeconds = (System.nanoTime() - begin) * 1e-9;
            overheadSeconds += roundSeconds - slowestAgentSeconds(record);
            last = record;
        }
        // Waits for the gradients that the agents have begun for a round to come, as many as it found at its own
        // beginning.
        loop.evaluate(Split.VALIDATION);
        double seconds = (System.nanoTime() - beginAll) * 1e-9;
        return switch (measure) {
            case IMAGES_PER_SECOND -> amount * experiment.length().imagesPerRound() / seconds;
            case OVERHEAD_MILLIS -> overheadSeconds / amount * 1e3;
            case ROUND_MILLIS -> seconds / amount * 1e3;
            case HEAP_VECTORS -> vectors(LiveHeap.bytes() - sparksOwnHeap - storageBytes());
            case STORAGE_VECTORS -> vectors(storageBytes());
        };
    }

    private double vectors(long bytes) {
        return (double) bytes / (Float.BYTES * parameters());
    }

    /** Broadcasts of the signals since the last cut: Spark moves them to disk when memory is short. */
    private static long storageBytes() {
        return SparkEnv.get().memoryManager().storageMemoryUsed();
    }

    private static double slowestAgentSeconds(RoundRecord record) {
        return record.reports().stream().mapToDouble(AgentReport::seconds).max().orElse(Double.NaN);
    }

    @Override
    public void close() {
        last = null;
        ensemble.close();
        context.close();
    }
}
