package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

final class ComputeThreadsTest {
    /** More works than any pool has threads. */
    private static final int WORKS = 100;

    @Test
    void whatIsStuckInOneApplicationHoldsUpNothingOfTheNextInTheSameJvm() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        try {
            Executor first;
            try (JavaSparkContext context = LocalSpark.context("local[2]")) {
                assertThat(context.defaultParallelism()).isEqualTo(2);
                first = ComputeThreads.executor();
                for (int work = 0; work < WORKS; work++) {
                    first.execute(() -> await(gate));
                }
                assertThat(ComputeThreads.executor())
                        .as("one pool an application")
                        .isSameAs(first);
            }
            CountDownLatch done = new CountDownLatch(1);
            try (JavaSparkContext context = LocalSpark.context("local[1]")) {
                assertThat(context.defaultParallelism()).isEqualTo(1);
                ComputeThreads.executor().execute(done::countDown);
                assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            gate.countDown();
        }
    }

    @Test
    void worksAtATimeAreTheTasksThatSparkRunsAtATime() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch three = new CountDownLatch(3);
        AtomicInteger begun = new AtomicInteger();
        try (JavaSparkContext context = LocalSpark.context("local[3]")) {
            assertThat(context.defaultParallelism()).isEqualTo(3);
            for (int work = 0; work < WORKS; work++) {
                ComputeThreads.executor().execute(() -> {
                    begun.incrementAndGet();
                    three.countDown();
                    await(gate);
                });
            }
            assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(200); // a fourth would have begun
            assertThat(begun).hasValue(3);
        } finally {
            gate.countDown();
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
