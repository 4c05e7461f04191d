package org.quorumsgd.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the runs of a batch in one Spark context, in their order, so many at a time. */
final class BatchExecution {
    /** Who is told of every run that has ended; one at a time. */
    @FunctionalInterface
    interface Observer {
        void ended(BatchResult result) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(BatchExecution.class);

    private final RunLauncher launcher;
    private final int parallel;

    BatchExecution(RunLauncher launcher, int parallel) {
        this.launcher = launcher;
        this.parallel = parallel;
    }

    /**
     * Does the runs. One that diverges or fails does not stop the others; after an interruption no further run begins.
     *
     * @param plans of the runs to do
     */
    void run(Map<Batch.Run, PlannedRun> plans, Observer observer) throws IOException, InterruptedException {
        AtomicInteger lane = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                parallel, task -> new Thread(() -> inPool("lane-" + lane.incrementAndGet(), task)));
        try {
            CompletionService<BatchResult> results = new ExecutorCompletionService<>(threads);
            plans.forEach((run, plan) -> results.submit(() -> result(run, plan)));
            for (int ended = 0; ended < plans.size(); ended++) {
                BatchResult result = results.take().get();
                if (result.status() != null) {
                    observer.ended(result);
                }
            }
        } catch (ExecutionException e) {
            // Whatever a single run may throw is in its result: this is no memory left, or worse.
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Of runs that go on at a time each gets its share of the cores, however many tasks another has waiting. */
    private void inPool(String pool, Runnable runs) {
        launcher.context().setLocalProperty("spark.scheduler.pool", pool);
        runs.run();
    }

    private BatchResult result(Batch.Run run, PlannedRun plan) throws IOException {
        if (launcher.interruption().requested() || launcher.context().sc().isStopped()) {
            return BatchResult.pending(run);
        }
        try {
            launcher.launch(plan, Instant.now());
            return BatchResult.read(run, plan.existingDirectory());
        } catch (InvalidInputException e) {
            return BatchResult.failed(run, String.join("; ", e.problems()));
        } catch (Exception e) { // Spark's exceptions are checked but not declared
            LOG.error("Run {} failed", run.label(), e);
            return BatchResult.failed(run, e.toString().lines().findFirst().orElse(""));
        }
    }
}
