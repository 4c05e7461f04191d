package org.quorumsgd.dl4j.spark;

import java.util.Collection;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.schedule.ISchedule;
import org.quorumsgd.config.Algorithm;

/**
 * Trains a {@code SparkDl4jMultiLayer} or {@code SparkComputationGraph} with Quorum's coupled agents in place of
 * Deeplearning4j's parameter averaging or gradient sharing:
 *
 * <pre>
 *   new SparkDl4jMultiLayer(sc, conf, new QuorumTrainingMaster.Builder().agents(4).gain(1).build())
 * </pre>
 *
 * <p><b>Data.</b> The examples of an RDD, in its order, are cut into minibatches of {@code batchSizePerWorker}, the last one may be
 * smaller, and minibatch j goes to agent j mod p: how the RDD is partitioned, unevenly or with empty partitions, does not
 * matter. With fewer minibatches than agents, only so many agents train. With {@code fitPaths} each file is a minibatch as it
 * is. A fit takes ceil(minibatches / p) steps of each agent for each of its epochs, the last round of tau steps completed; an agent
 * with one minibatch less takes its first again.
 *
 * <p><b>What of the network's configuration counts.</b> Layers, losses, L2 penalties with a constant, dropout, masks. The updater,
 * {@code Sgd} or {@code Nesterovs} and the same in all layers, gives learning rate (or its schedule) and momentum unless the
 * builder does; any other updater, L1, weight decay, gradient normalization, constraints and truncated backpropagation are
 * refused with one line each before any work. With one agent and {@code Sgd} the result is that of {@code network.fit} on the
 * same minibatches, to float rounding; with {@code Nesterovs} losses and gradients are, and the parameters are x where Deeplearning4j
 * keeps the look-ahead point x + delta v.
 *
 * <p><b>Several fits.</b> As long as the program leaves the network's parameters alone between fits, agents go on where they stood,
 * velocities included: two fits are one fit of two epochs. Otherwise all agents start at the network's parameters. At the end of a
 * fit the network has the quorum variable and the mean running statistics, the score is the last round's mean loss.
 *
 * <p><b>Listeners</b> are called in the driver, once a round, with the network as the quorum then is; nobody calls their
 * {@code onForwardPass}, {@code onGradientCalculation} and {@code onBackwardPass}. Workers' hooks and worker instances do not
 * exist here: {@link #addHook} and {@link #getWorkerInstance} throw.
 *
 * <p>The result is a function of network, data, order of the RDD, seed and p. It is to the bit where ND4J runs one OpenMP thread an
 * operator: {@code OMP_NUM_THREADS=1} in the environment of driver and executors, as {@code SparkDefaults.apply} sets for
 * executors. Not thread-safe: one fit at a time.
 */
public final class QuorumTrainingMaster implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
    private final MasterSettings settings;
    private final ScratchDirectory scratch;
    private final MinibatchStore store;
    private final RoundListeners listeners = new RoundListeners();
    private @Nullable QuorumTrainingStats stats;
    private @Nullable StandingAgents standing;

    private QuorumTrainingMaster(MasterSettings settings) {
        this.settings = settings.checked();
        this.scratch = new ScratchDirectory(settings.exportDirectory);
        this.store = new MinibatchStore(settings, scratch);
        setCollectTrainingStats(settings.collectTrainingStats);
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
        fit(Trainee.of(network), trainingData.id(), () -> trainingData.map(DataSet::toMultiDataSet));
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
        fit(Trainee.of(graph), trainingData.id(), () -> trainingData.map(DataSet::toMultiDataSet));
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
        fit(Trainee.of(graph), trainingData.id(), () -> trainingData);
    }

    @Override
    public void executeTrainingPaths(
            @Nullable SparkDl4jMultiLayer network,
            @Nullable SparkComputationGraph graph,
            JavaRDD<String> trainingDataPaths,
            @Nullable DataSetLoader dsLoader,
            @Nullable MultiDataSetLoader mdsLoader) {
        Trainee trainee = network != null ? Trainee.of(network) : Trainee.of(required(graph, "network"));
        FileMinibatches.Reader reader = dsLoader != null
                ? FileMinibatches.reader(dsLoader)
                : FileMinibatches.reader(required(mdsLoader, "loader"));
        run(
                trainee,
                new TrainingRules(settings, trainee.network()),
                agents -> FileMinibatches.deal(trainingDataPaths.collect(), agents, reader));
    }

    private void fit(Trainee trainee, int rdd, Supplier<JavaRDD<MultiDataSet>> data) {
        // What the network asks for is checked before any data moves.
        TrainingRules rules = new TrainingRules(settings, trainee.network());
        run(trainee, rules, agents -> store.minibatches(trainee.context(), rdd, data, agents, stats));
    }

    private void run(Trainee trainee, TrainingRules rules, MinibatchSupply supply) {
        SparkRequirements.check(trainee.context());
        scratch.offerForCheckpoints(trainee.context());
        Fit fit = new Fit(trainee, settings, rules, listeners, stats);
        standing = fit.run(supply, standing);
    }

    /** Not supported: agents have no hooks. */
    @Override
    public void addHook(TrainingHook trainingHook) {
        throw new UnsupportedOperationException(
                "QuorumTrainingMaster has no training hooks: agents exchange parameters through the driver, once a round");
    }

    /** Does nothing, as there are no hooks. */
    @Override
    public void removeHook(TrainingHook trainingHook) {}

    /** Not supported: agents are no workers of Deeplearning4j. */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw noWorkers();
    }

    /** Not supported: agents are no workers of Deeplearning4j. */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw noWorkers();
    }

    @Override
    public void setCollectTrainingStats(boolean collectTrainingStats) {
        if (!collectTrainingStats) {
            stats = null;
        } else if (stats == null) {
            stats = new QuorumTrainingStats();
        }
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return stats != null;
    }

    /** Times since collecting began; null when nothing is collected, as Deeplearning4j's masters have it. */
    @Override
    public @Nullable SparkTrainingStats getTrainingStats() {
        return stats;
    }

    @Override
    public void setListeners(Collection<TrainingListener> listeners) {
        this.listeners.set(listeners);
    }

    @Override
    public void setListeners(@Nullable StatsStorageRouter router, Collection<TrainingListener> listeners) {
        for (TrainingListener listener : listeners) {
            if (router != null
                    && listener instanceof RoutingIterationListener routing
                    && routing.getStorageRouter() == null) {
                routing.setStorageRouter(router);
            }
        }
        this.listeners.set(listeners);
    }

    /** Deletes exported minibatches now instead of when the application ends or another RDD is fitted. */
    @Override
    public boolean deleteTempFiles(JavaSparkContext sc) {
        store.forget();
        return scratch.delete();
    }

    @Override
    public boolean deleteTempFiles(SparkContext sc) {
        store.forget();
        return scratch.delete();
    }

    @Override
    public String toJson() {
        return settings.toJson();
    }

    @Override
    public String toYaml() {
        return settings.toYaml();
    }

    public static QuorumTrainingMaster fromJson(String json) {
        return new QuorumTrainingMaster(MasterSettings.fromJson(json));
    }

    public static QuorumTrainingMaster fromYaml(String yaml) {
        return new QuorumTrainingMaster(MasterSettings.fromYaml(yaml));
    }

    /** Equal settings. */
    @Override
    public boolean equals(Object other) {
        return other instanceof QuorumTrainingMaster that && toJson().equals(that.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return "QuorumTrainingMaster" + toJson();
    }

    private static UnsupportedOperationException noWorkers() {
        return new UnsupportedOperationException(
                "QuorumTrainingMaster has no worker instances: its agents are partitions of Quorum's own");
    }

    private static <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException("Invalid " + what + ": null (expected one)");
        }
        return value;
    }

    /** Every setting has a default; a wrong one is told by {@link #build}, all at once. */
    public static final class Builder {
        private final MasterSettings settings = new MasterSettings();

        /** QSGD (default), EASGD, or NONE: agents that do not feel each other. */
        public Builder algorithm(Algorithm algorithm) {
            settings.algorithm = algorithm;
            return this;
        }

        /** p; default: Spark's default parallelism, with which the result depends on the cluster. Each agent needs a core to itself. */
        public Builder agents(int agents) {
            settings.agents = agents;
            return this;
        }

        /**
         * Coupling gain k, default 1: an exchange moves an agent by the share (learning rate x k) of its way to the quorum; a gain
         * of 1 / learning rate takes it all the way.
         */
        public Builder gain(double gain) {
            settings.gain = gain;
            return this;
        }

        /** Local steps between two exchanges, default 1; Deeplearning4j's averaging frequency. */
        public Builder tau(int tau) {
            settings.tau = tau;
            return this;
        }

        /** Constant learning rate in place of the network's. */
        public Builder learningRate(double learningRate) {
            settings.learningRate = learningRate;
            settings.learningRateSchedule = null;
            return this;
        }

        /** Learning rate in place of the network's, as a function of the network's iteration and epoch counts. */
        public Builder learningRate(ISchedule schedule) {
            settings.learningRateSchedule = schedule;
            settings.learningRate = null;
            return this;
        }

        /** Nesterov momentum in place of the network's; 0 is plain SGD. */
        public Builder momentum(double momentum) {
            settings.momentum = momentum;
            settings.heavyBall = false;
            return this;
        }

        /** Polyak's heavy ball in place of the network's momentum. */
        public Builder heavyBall(double momentum) {
            settings.momentum = momentum;
            settings.heavyBall = true;
            return this;
        }

        /** Of dropout and other random layers; default 1. */
        public Builder seed(long seed) {
            settings.seed = seed;
            return this;
        }

        /** Examples in a minibatch, default 16 as in Deeplearning4j's masters. */
        public Builder batchSizePerWorker(int examples) {
            settings.batchSizePerWorker = examples;
            return this;
        }

        /** Passes through the data in one fit, default 1. */
        public Builder epochsPerFit(int epochs) {
            settings.epochsPerFit = epochs;
            return this;
        }

        /**
         * Export (default): minibatches go to files that every executor can read. Direct: they stay in the driver's memory and go
         * to the agents as broadcasts; nothing is written, and with executors that can be lost, set a checkpoint directory.
         */
        public Builder rddTrainingApproach(RDDTrainingApproach approach) {
            settings.rddTrainingApproach = approach;
            return this;
        }

        /** Where minibatches and Spark checkpoints go, a folder of their own in it; default: Hadoop's {@code hadoop.tmp.dir}. */
        public Builder exportDirectory(String directory) {
            settings.exportDirectory = directory;
            return this;
        }

        /** Whether times are collected. */
        public Builder collectTrainingStats(boolean collect) {
            settings.collectTrainingStats = collect;
            return this;
        }

        /** Makes the master. */
        public QuorumTrainingMaster build() {
            return new QuorumTrainingMaster(settings.copy());
        }
    }
}
