package org.quorumsgd.ui;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;

/**
 * Splits the time of a run's rounds by what Spark says of their jobs and tasks; partition i is agent i. Not thread-safe.
 */
final class RoundClock {
    private static final double SECOND = 1e-3;
    private static final long NONE = -1;

    /** Kept until its {@code RoundCompleted} comes, which is after the end of the job. */
    private static final class RoundJob {
        private final long round;
        private final int job;
        private final long submitted;
        private final Set<Integer> reported = new HashSet<>();
        private @Nullable SparkListenerTaskEnd last;
        private long ended = NONE;

        RoundJob(long round, int job, long submitted) {
            this.round = round;
            this.job = job;
            this.submitted = submitted;
        }
    }

    private final Map<Integer, Long> otherJobs = new HashMap<>();
    private @Nullable RoundJob newest;
    private double evaluationSeconds;

    void roundBegan(long round, int job, long submittedMillis) {
        if (newest == null) {
            evaluationSeconds = 0; // what theory asked of the agents before the first round
        }
        newest = new RoundJob(round, job, submittedMillis);
    }

    void otherBegan(int job, long submittedMillis) {
        otherJobs.put(job, submittedMillis);
    }

    void taskEnded(int job, SparkListenerTaskEnd task) {
        RoundJob round = newest;
        if (round != null && round.job == job && task.taskInfo().successful()) {
            // Of two attempts the one that came first counts.
            if (round.reported.add(agent(task.taskInfo()))) {
                round.last = task;
            }
        }
    }

    void jobEnded(int job, long millis) {
        Long otherSubmitted = otherJobs.remove(job);
        if (otherSubmitted != null) {
            evaluationSeconds += (millis - otherSubmitted) * SECOND;
        }
        RoundJob round = newest;
        if (round != null && round.job == job) {
            round.ended = millis;
        }
    }

    /** Spark's number of the job of a round; -1 where it is not known. */
    int jobOf(long round) {
        RoundJob known = newest;
        return known == null || known.round != round ? RoundRow.UNKNOWN_JOB : known.job;
    }

    /**
     * The split of a completed round.
     *
     * @param computeSeconds of each agent, in agent order
     */
    RoundTimes split(long round, float[] computeSeconds) {
        double evaluation = evaluationSeconds > 0 ? evaluationSeconds : Double.NaN;
        evaluationSeconds = 0;
        RoundJob known = newest;
        if (known == null || known.round != round || known.ended == NONE || known.last == null) {
            return new RoundTimes(Double.NaN, Double.NaN, evaluation);
        }
        TaskInfo task = known.last.taskInfo();
        TaskMetrics metrics = known.last.taskMetrics();
        int agent = agent(task);
        if (metrics == null || agent >= computeSeconds.length) {
            return new RoundTimes(Double.NaN, Double.NaN, evaluation);
        }
        double total = (known.ended - known.submitted) * SECOND;
        double beforeRun = (task.launchTime() - known.submitted + metrics.executorDeserializeTime()) * SECOND;
        double besideCompute = Math.max(0, metrics.executorRunTime() * SECOND - Math.max(0, computeSeconds[agent]));
        double broadcast = beforeRun + besideCompute;
        double gather = Math.max(0, total - beforeRun - metrics.executorRunTime() * SECOND);
        return new RoundTimes(broadcast, gather, evaluation);
    }

    /** Not the index among the tasks, for a job need not ask all agents; but old logs know no partition. */
    private static int agent(TaskInfo task) {
        return task.partitionId() < 0 ? task.index() : task.partitionId();
    }
}
