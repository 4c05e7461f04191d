package org.quorumsgd.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job that writes the agents' checkpoint when the lineage is cut. Spark waits for it in the thread that asks, so a thread of its
 * own asks.
 */
final class CheckpointWork implements AgentWork {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWork.class);

    private static final int NO_JOB = -1;

    private final JavaSparkStatusTracker jobs;
    private final String runId;
    private final List<Integer> agents;
    private final FutureTask<Void> work;

    private CheckpointWork(
            JavaSparkContext context, String runId, JavaRDD<PlacedResult> computed, List<Integer> agents) {
        this.jobs = context.statusTracker();
        this.runId = runId;
        this.agents = agents;
        this.work = new FutureTask<>(() -> computed.rdd().doCheckpoint(), null);
    }

    static CheckpointWork begin(
            JavaSparkContext context, String runId, JavaRDD<PlacedResult> computed, List<Integer> agents) {
        CheckpointWork begun = new CheckpointWork(context, runId, computed, agents);
        Thread thread = new Thread(begun.work, "quorum-checkpoint"); // inherits the job's description
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    @Override
    public boolean await(double seconds) {
        try {
            work.get((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("The checkpoint was interrupted");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            // Lineage sees that the checkpoint is not there, and does without.
            LOG.warn(
                    "Spark could not write its checkpoint of the agents: {}",
                    firstLine(Objects.requireNonNullElse(e.getCause(), e)));
            return true;
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e).lines().findFirst().orElse("");
    }

    @Override
    public int job() {
        return Arrays.stream(jobs.getJobIdsForGroup(runId))
                .filter(this::runs)
                .max()
                .orElse(NO_JOB);
    }

    private boolean runs(int job) {
        SparkJobInfo info = jobs.getJobInfo(job);
        return info != null && info.status() == JobExecutionStatus.RUNNING;
    }

    /** As far as this class knows, all. */
    @Override
    public List<Integer> missing() {
        return work.isDone() ? List.of() : agents;
    }

    @Override
    public int answered() {
        return agents.size() - missing().size();
    }
}
