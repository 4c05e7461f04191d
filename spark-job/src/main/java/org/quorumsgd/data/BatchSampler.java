package org.quorumsgd.data;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ArraySampler;
import org.jspecify.annotations.Nullable;

/**
 * Minibatches of one agent, addressable by step. With pi_e a random permutation of the agent's n positions for epoch e, batch t
 * of size b is the elements t b to t b + b - 1 of pi_0 pi_1 pi_2 ...: every position occurs once in each n consecutive elements
 * that begin an epoch. A batch may straddle epochs, and may be larger than n.
 *
 * <p>A pure function of (n, b, the epochs' generators, step): the same answer in any order of calls and from any thread. At most
 * two permutations are kept.
 */
public final class BatchSampler {
    private static final int CACHED_EPOCHS = 2;

    private static final class Epoch {
        private final long index;
        private final int[] permutation;

        Epoch(long index, int[] permutation) {
            this.index = index;
            this.permutation = permutation;
        }
    }

    private final int size;
    private final int batchSize;
    private final LongFunction<? extends UniformRandomProvider> randomOfEpoch;
    private final AtomicReferenceArray<@Nullable Epoch> cache = new AtomicReferenceArray<>(CACHED_EPOCHS);

    /**
     * @param size number n of positions the agent holds, at least 1
     * @param batchSize b, at least 1
     * @param randomOfEpoch a fresh generator at the start of its stream, keyed by (agent, epoch)
     */
    public BatchSampler(int size, int batchSize, LongFunction<? extends UniformRandomProvider> randomOfEpoch) {
        if (size < 1 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "Invalid size and batch size: " + size + " and " + batchSize + " (expected at least 1 each)");
        }
        this.size = size;
        this.batchSize = batchSize;
        this.randomOfEpoch = randomOfEpoch;
    }

    public int batchSize() {
        return batchSize;
    }

    /** Positions, from 0 to n - 1, of the minibatch of the given step, counted from 0; a new array. */
    public int[] batch(long step) {
        int[] batch = new int[batchSize];
        fillRows(step, batch);
        return batch;
    }

    /** As {@link #batch}, into an array of length b. */
    public void fillRows(long step, int[] batch) {
        if (step < 0 || batch.length != batchSize) {
            throw new IllegalArgumentException("Invalid step and batch length: " + step + " and " + batch.length
                    + " (expected at least 0, and " + batchSize + ")");
        }
        long element = Math.multiplyExact(step, batchSize);
        for (int filled = 0; filled < batchSize; ) {
            int[] permutation = permutation(element / size);
            int within = (int) (element % size);
            int length = Math.min(size - within, batchSize - filled);
            System.arraycopy(permutation, within, batch, filled, length);
            filled += length;
            element += length;
        }
    }

    private int[] permutation(long epoch) {
        int slot = (int) (epoch % CACHED_EPOCHS);
        Epoch cached = cache.get(slot);
        if (cached == null || cached.index != epoch) {
            int[] permutation = ArraySampler.shuffle(randomOfEpoch.apply(epoch), RowOrder.natural(size));
            cached = new Epoch(epoch, permutation);
            cache.set(slot, cached);
        }
        return cached.permutation;
    }
}
