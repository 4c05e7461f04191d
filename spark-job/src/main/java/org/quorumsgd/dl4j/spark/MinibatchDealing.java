package org.quorumsgd.dl4j.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.quorumsgd.dl4j.Minibatches;
import scala.Tuple2;

/**
 * Cuts the examples of an RDD, in its order, into minibatches of one size (the last may be smaller) and brings each to its agent's
 * partition. A function of the order of the examples alone: neither partitions nor the sizes of the user's data sets matter.
 */
final class MinibatchDealing {
    private MinibatchDealing() {}

    /** Stores the minibatches, which stand in their agents' partitions in their order. */
    @FunctionalInterface
    interface Keeper {
        Minibatches keep(JavaRDD<Assembled> assembled, int count, int agents);
    }

    static DealtMinibatches deal(JavaRDD<MultiDataSet> data, int batchSize, int atMost, Keeper keeper) {
        // Evaluated once: the user's RDD may be expensive, or come out differently a second time.
        JavaPairRDD<Integer, byte[]> chunks = data.mapToPair(
                        chunk -> new Tuple2<>(MinibatchBytes.examples(chunk), MinibatchBytes.of(chunk)))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long[] firsts = firstExamples(
                    chunks.keys().mapPartitions(MinibatchDealing::sum).collect());
            long examples = firsts[firsts.length - 1];
            int count = Math.toIntExact((examples + batchSize - 1) / batchSize);
            if (count == 0) {
                return DealtMinibatches.NONE;
            }
            int agents = Math.min(count, atMost);
            JavaRDD<Assembled> assembled = JavaPairRDD.fromJavaRDD(chunks.mapPartitionsWithIndex(
                            (partition, part) -> new Cutting(firsts[partition], batchSize, part), false))
                    .repartitionAndSortWithinPartitions(new AgentPartitioner(agents, batchSize))
                    .mapPartitions(pieces -> new Assembly(batchSize, pieces));
            return new DealtMinibatches(keeper.keep(assembled, count, agents), count, agents);
        } finally {
            chunks.unpersist(false);
        }
    }

    private static Iterator<Long> sum(Iterator<Integer> sizes) {
        long sum = 0;
        while (sizes.hasNext()) {
            sum += sizes.next();
        }
        return List.of(sum).iterator();
    }

    /** Index of each partition's first example; the number of all examples at the end. */
    private static long[] firstExamples(List<Long> sizes) {
        long[] firsts = new long[sizes.size() + 1];
        for (int i = 0; i < sizes.size(); i++) {
            firsts[i + 1] = firsts[i] + sizes.get(i);
        }
        return firsts;
    }

    /** Keys are indices of examples. */
    private static final class AgentPartitioner extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int agents;
        private final int batchSize;

        private AgentPartitioner(int agents, int batchSize) {
            this.agents = agents;
            this.batchSize = batchSize;
        }

        @Override
        public int numPartitions() {
            return agents;
        }

        @Override
        public int getPartition(Object key) {
            return (int) ((Long) key / batchSize % agents);
        }
    }

    /** The chunks of a partition, cut where a minibatch ends; each piece under the index of its first example. */
    private static final class Cutting implements Iterator<Tuple2<Long, byte[]>> {
        private final int batchSize;
        private final Iterator<Tuple2<Integer, byte[]>> chunks;
        private final Deque<Tuple2<Long, byte[]>> ready = new ArrayDeque<>();
        private long next;

        private Cutting(long first, int batchSize, Iterator<Tuple2<Integer, byte[]>> chunks) {
            this.next = first;
            this.batchSize = batchSize;
            this.chunks = chunks;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && chunks.hasNext()) {
                Tuple2<Integer, byte[]> chunk = chunks.next();
                cut(chunk._1(), chunk._2());
            }
            return !ready.isEmpty();
        }

        private void cut(int examples, byte[] bytes) {
            int from = 0;
            while (from < examples) {
                int to = (int) Math.min(examples, from + batchSize - next % batchSize);
                boolean whole = to - from == examples;
                ready.add(new Tuple2<>(
                        next,
                        whole ? bytes : MinibatchBytes.of(MinibatchBytes.part(MinibatchBytes.read(bytes), from, to))));
                next += to - from;
                from = to;
            }
        }

        @Override
        public Tuple2<Long, byte[]> next() {
            return ready.remove();
        }
    }

    /** Pieces in their order, put together to minibatches. */
    private static final class Assembly implements Iterator<Assembled> {
        private final int batchSize;
        private final Iterator<Tuple2<Long, byte[]>> pieces;
        private final Deque<Tuple2<Long, byte[]>> ahead = new ArrayDeque<>();

        private Assembly(int batchSize, Iterator<Tuple2<Long, byte[]>> pieces) {
            this.batchSize = batchSize;
            this.pieces = pieces;
        }

        @Override
        public boolean hasNext() {
            if (ahead.isEmpty() && pieces.hasNext()) {
                ahead.add(pieces.next());
            }
            return !ahead.isEmpty();
        }

        @Override
        public Assembled next() {
            Tuple2<Long, byte[]> first = ahead.remove();
            long index = first._1() / batchSize;
            List<byte[]> parts = new ArrayList<>();
            parts.add(first._2());
            while (hasNext() && ahead.element()._1() / batchSize == index) {
                parts.add(ahead.remove()._2());
            }
            return new Assembled(Math.toIntExact(index), MinibatchBytes.joined(parts));
        }
    }
}
