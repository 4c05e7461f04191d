package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

class BatchSamplerTest {
    private static final RandomStreams STREAMS = new RandomStreams(11);

    private static BatchSampler sampler(int size, int batchSize) {
        return new BatchSampler(size, batchSize, epoch -> STREAMS.stream(Purpose.SAMPLING, 0, epoch));
    }

    @ParameterizedTest
    @CsvSource({"10, 5", "10, 3", "10, 10", "7, 23", "1, 4", "13, 1"})
    void everyPositionIsSeenOnceInEachEpoch(int size, int batchSize) {
        int epochs = 6;
        int[] stream = LongStream.range(0, (size * epochs + batchSize - 1L) / batchSize)
                .mapToObj(sampler(size, batchSize)::batch)
                .flatMapToInt(Arrays::stream)
                .toArray();
        for (int epoch = 0; epoch < epochs; epoch++) {
            assertThat(Arrays.copyOfRange(stream, epoch * size, (epoch + 1) * size))
                    .containsExactlyInAnyOrder(IntStream.range(0, size).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void epochsAreShuffledAnew() {
        BatchSampler sampler = sampler(50, 50);
        assertThat(sampler.batch(0)).isNotEqualTo(sampler.batch(1)).isNotEqualTo(RowOrder.natural(50));
    }

    @Test
    void batchesDoNotDependOnTheOrderOfCalls() {
        BatchSampler forwards = sampler(10, 7);
        Map<Long, int[]> batches = new TreeMap<>();
        for (long step = 0; step < 40; step++) {
            batches.put(step, forwards.batch(step));
        }
        BatchSampler jumping = sampler(10, 7);
        for (long i = 0; i < 40; i++) {
            long step = i * 17 % 40;
            assertThat(jumping.batch(step)).isEqualTo(batches.get(step));
        }
    }

    /** The batch size only cuts the stream: batches of 3 joined are the batches of 6. */
    @Test
    void batchSizeOnlyCutsTheStream() {
        BatchSampler threes = sampler(10, 3);
        BatchSampler sixes = sampler(10, 6);
        for (long step = 0; step < 20; step++) {
            int[] joined = IntStream.concat(
                            Arrays.stream(threes.batch(2 * step)), Arrays.stream(threes.batch(2 * step + 1)))
                    .toArray();
            assertThat(joined).isEqualTo(sixes.batch(step));
        }
    }

    @Test
    void sequentialStepsDrawEachEpochOnce() {
        AtomicInteger draws = new AtomicInteger();
        BatchSampler sampler = new BatchSampler(10, 4, epoch -> {
            draws.incrementAndGet();
            return STREAMS.stream(Purpose.SAMPLING, 0, epoch);
        });
        for (long step = 0; step < 25; step++) {
            sampler.batch(step);
        }
        assertThat(draws).hasValue(10);
    }

    @Test
    void impossibleArgumentsAreNamed() {
        assertThatThrownBy(() -> sampler(0, 1)).hasMessageContaining("Invalid size and batch size: 0 and 1");
        assertThatThrownBy(() -> sampler(1, 0)).hasMessageContaining("Invalid size and batch size: 1 and 0");
        assertThatThrownBy(() -> sampler(1, 1).batch(-1)).hasMessageContaining("Invalid step");
        assertThatThrownBy(() -> sampler(3, 2).batch(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }
}
