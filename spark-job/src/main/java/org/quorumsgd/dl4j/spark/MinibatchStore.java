package org.quorumsgd.dl4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.loader.impl.SerializedMultiDataSetLoader;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Keeps the minibatches of the RDD that was fitted last, for programs fit the same RDD once an epoch: in files, or as
 * broadcasts.
 */
final class MinibatchStore {
    private final MasterSettings settings;
    private final ScratchDirectory scratch;
    private final List<Broadcast<?>> broadcasts = new ArrayList<>();
    private @Nullable Key key;
    private @Nullable DealtMinibatches dealt;

    MinibatchStore(MasterSettings settings, ScratchDirectory scratch) {
        this.settings = settings;
        this.scratch = scratch;
    }

    /** The minibatches of an RDD, dealt now or when it was fitted before. */
    DealtMinibatches minibatches(
            JavaSparkContext context,
            int rdd,
            Supplier<JavaRDD<MultiDataSet>> data,
            int atMost,
            @Nullable QuorumTrainingStats stats) {
        Key wanted = new Key(context.sc().applicationId(), rdd, atMost);
        DealtMinibatches known = dealt;
        if (known != null && wanted.equals(key)) {
            return known;
        }
        Instant begin = Instant.now();
        forget();
        boolean export = settings.rddTrainingApproach == RDDTrainingApproach.Export;
        Path directory = export ? emptied(context) : null;
        DealtMinibatches made = MinibatchDealing.deal(
                data.get(),
                settings.batchSizePerWorker,
                atMost,
                (assembled, count, agents) -> directory != null
                        ? export(context, directory, assembled, count, agents)
                        : broadcast(context, assembled, agents));
        key = wanted;
        dealt = made;
        if (stats != null) {
            stats.add(QuorumTrainingStats.DEAL, begin);
        }
        return made;
    }

    private Path emptied(JavaSparkContext context) {
        Path directory = new Path(scratch.path(context), "minibatches");
        try {
            directory.getFileSystem(context.hadoopConfiguration()).delete(directory, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    private static FileMinibatches export(
            JavaSparkContext context, Path directory, JavaRDD<Assembled> assembled, int count, int agents) {
        describe(context, "minibatches to files");
        String folder = directory.toString();
        assembled.foreachPartition(minibatches -> MinibatchFiles.write(folder, minibatches));
        List<String> paths = IntStream.range(0, count)
                .mapToObj(index -> MinibatchFiles.name(folder, index))
                .toList();
        return new FileMinibatches(paths, agents, FileMinibatches.reader(new SerializedMultiDataSetLoader()));
    }

    private BroadcastMinibatches broadcast(JavaSparkContext context, JavaRDD<Assembled> assembled, int agents) {
        describe(context, "minibatches to broadcasts");
        List<Broadcast<byte[][]>> shares = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            List<Assembled> share = assembled.collectPartitions(new int[] {agent})[0];
            shares.add(context.broadcast(share.stream().map(Assembled::data).toArray(byte[][]::new)));
        }
        broadcasts.addAll(shares);
        return new BroadcastMinibatches(shares);
    }

    private static void describe(JavaSparkContext context, String what) {
        context.setJobDescription("quorum · " + what);
    }

    /** Lets go of what is kept in memory; files are the folder's business. */
    void forget() {
        broadcasts.forEach(Broadcast::destroy);
        broadcasts.clear();
        key = null;
        dealt = null;
    }

    private record Key(String application, int rdd, int atMost) {}
}
