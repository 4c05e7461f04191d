package org.quorumsgd.cli;

import java.time.Instant;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
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
        HEAP_VECTORS
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
                new JobLabels(id, "bench", experiment.plannedRounds()),
                loaded.problem(),
                configuration.value(Keys.AGENTS),
                experiment.agentRules(),
                experiment.quorumRules().coupled(),
                configuration.value(Keys.LINEAGE_CUT_EVERY_ROUNDS));
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
        double seconds = 0;
        double overheadSeconds = 0;
        for (int round = 0; round < amount; round++) {
            long begin = System.nanoTime();
            RoundRecord record = loop.advance();
            double roundSeconds = (System.nanoTime() - begin) * 1e-9;
            seconds += roundSeconds;
            overheadSeconds += roundSeconds - slowestAgentSeconds(record);
            last = record;
        }
        return switch (measure) {
            case IMAGES_PER_SECOND -> amount * experiment.length().imagesPerRound() / seconds;
            case OVERHEAD_MILLIS -> overheadSeconds / amount * 1e3;
            case ROUND_MILLIS -> seconds / amount * 1e3;
            case HEAP_VECTORS -> (double) (LiveHeap.bytes() - sparksOwnHeap) / (Float.BYTES * parameters());
        };
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
