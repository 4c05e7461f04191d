package org.quorumsgd.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The generations of the agents' RDD: round r + 1 is round r mapped. The newest, the one of the last cut and those that late agents
 * still work on stay cached; the signals of all rounds since that cut stay alive, so Spark can replay a lost agent from there. Every K rounds a checkpoint
 * cuts the lineage and frees what lies behind it.
 *
 * <p>A cut that cannot be written is tried again K rounds later; the lineage grows meanwhile. After three such failures the agents are cut
 * in their executors' memory, as in local mode, so that it does not grow for ever: from there to the next cut that succeeds the loss of
 * an executor ends the run.
 *
 * <p>With executors in JVMs of their own the checkpoint is reliable (a file of the run). In local mode, where no executor can be
 * lost alone, the cached blocks serve; they cost nothing, so every round is cut and its signal freed at once.
 */
final class Lineage {
    private static final Logger LOG = LoggerFactory.getLogger(Lineage.class);

    private static final ClassTag<PlacedResult> TAG = ClassTag$.MODULE$.apply(PlacedResult.class);

    private static final int MOST_FAILED_CUTS = 3;

    private final JavaSparkContext context;
    private final Placement placement;
    private final int cutEveryRounds;
    private final List<SentSignal> signalsSinceCut = new ArrayList<>();
    /** Cached generations since the cut, the newest last. */
    private final List<JavaRDD<PlacedResult>> sinceCut = new ArrayList<>();

    private JavaRDD<PlacedResult> base;
    private JavaRDD<PlacedResult> current;
    private int roundsSinceCut;
    private int failedCuts;
    private String checkpointFile = "";

    Lineage(JavaSparkContext context, JavaRDD<PlacedResult> start, Placement placement, int cutEveryRounds) {
        this.context = context;
        this.placement = placement;
        this.cutEveryRounds = cutEveryRounds;
        this.base = PlacedAgents.of(start, placement).persist(StorageLevel.MEMORY_ONLY());
        this.current = base;
    }

    /** How often a cut is worth it; in local mode, where it costs nothing, after every round. */
    static int period(JavaSparkContext context, int cutEveryRounds) {
        return context.isLocal() && !context.getCheckpointDir().isPresent() ? 1 : cutEveryRounds;
    }

    JavaRDD<PlacedResult> current() {
        return current;
    }

    /** The next generation, cached once it is computed; its lineage ends with it when a cut is due. */
    JavaRDD<PlacedResult> grow(RoundTask task) {
        signalsSinceCut.add(task.signal());
        JavaRDD<PlacedResult> from = current == base ? PlacedAgents.of(base, placement) : current;
        JavaRDD<PlacedResult> next =
                JavaRDD.fromRDD(from.rdd().map(task, TAG), TAG).persist(StorageLevel.MEMORY_ONLY());
        roundsSinceCut++;
        if (cutIsDue()) {
            if (context.getCheckpointDir().isPresent() && failedCuts < MOST_FAILED_CUTS) {
                next.checkpoint();
            } else {
                next.rdd().localCheckpoint();
            }
        }
        return next;
    }

    /**
     * Makes a computed generation the current one and frees what no replay can need any more.
     *
     * @param awaited earlier generations that late agents still work on; none at a cut
     */
    void advanceTo(JavaRDD<PlacedResult> computed, Collection<JavaRDD<PlacedResult>> awaited) {
        sinceCut.removeIf(generation -> {
            boolean free = !awaited.contains(generation);
            if (free) {
                generation.unpersist(false);
            }
            return free;
        });
        current = computed;
        if (cutIsDue()) {
            if (computed.isCheckpointed()) {
                cutAt(computed);
            } else {
                keepUncut(computed);
            }
        } else {
            sinceCut.add(computed);
        }
    }

    private void cutAt(JavaRDD<PlacedResult> computed) {
        base.unpersist(false);
        base = computed;
        // The cut generation still serializes its own function, so its signal lives until the next cut.
        List<SentSignal> superseded = signalsSinceCut.subList(0, signalsSinceCut.size() - 1);
        superseded.forEach(SentSignal::destroy);
        superseded.clear();
        roundsSinceCut = 0;
        failedCuts = 0;
        int moved = placement.level();
        if (moved > 0) {
            LOG.info("{} agents move to executors with fewer", moved);
        }
        delete(checkpointFile);
        checkpointFile = computed.getCheckpointFile().orElse("");
    }

    private void keepUncut(JavaRDD<PlacedResult> computed) {
        sinceCut.add(computed);
        failedCuts++;
        String directory = context.getCheckpointDir().orElse("");
        boolean onDisk = !directory.isEmpty();
        LOG.warn(
                "No checkpoint of the agents in {} after {} rounds, failure {} in a row; {}",
                onDisk ? directory : "memory",
                roundsSinceCut,
                failedCuts,
                failedCuts < MOST_FAILED_CUTS
                        ? "a lost executor replays the rounds since the one before"
                        : "the next is kept in the executors' memory, and losing one of them would end the run");
        if (onDisk) { // where Spark has begun to write
            delete(directory + "/rdd-" + computed.id());
        }
    }

    void close() {
        base.unpersist(false);
        sinceCut.forEach(generation -> generation.unpersist(false));
        signalsSinceCut.forEach(SentSignal::destroy);
        // Not the context's directory, in which other runs of the same application may keep theirs.
        delete(checkpointFile);
    }

    /** Whether the generation grown last is to be cut, for which all its agents must be there. */
    boolean cutIsDue() {
        return roundsSinceCut >= (long) cutEveryRounds * (1 + failedCuts);
    }

    private void delete(String checkpoint) {
        if (checkpoint.isEmpty()) {
            return;
        }
        Path path = new Path(checkpoint);
        try {
            path.getFileSystem(context.hadoopConfiguration()).delete(path, true);
        } catch (IOException e) {
            LOG.warn("Could not delete the checkpoint {}, which is no longer needed: {}", path, e.getMessage());
        }
    }
}
