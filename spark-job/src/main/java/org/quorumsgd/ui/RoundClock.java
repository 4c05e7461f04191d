package org.quorumsgd.ui;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;

/**
 * Splits the time of a run's rounds by what Spark says of their jobs and tasks; task i is agent i. Not thread-safe.
 */
final class RoundClock {
    private static final double SECOND = 1e-3;
    private static final long NONE = -1;

    /** Kept until its {@code RoundCompleted} comes, which is after the end of the job. */
    private static final class RoundJob {
        private final long round;
        private final int job;
        private final long submitted;
        private final SortedSet<Integer> waitedFor = new TreeSet<>();
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

    void roundBegan(long round, int job, long submittedMillis, int tasks) {
        RoundJob begun = new RoundJob(round, job, submittedMillis);
        for (int task = 0; task < tasks; task++) {
            begun.waitedFor.add(task);
        }
        if (newest == null) {
            evaluationSeconds = 0; // what theory asked of the agents before the first round
        }
        newest = begun;
    }

    void otherBegan(int job, long submittedMillis) {
        otherJobs.put(job, submittedMillis);
    }

    void taskEnded(int job, SparkListenerTaskEnd task) {
        RoundJob round = newest;
        if (round != null && round.job == job && task.taskInfo().successful()) {
            // Of two attempts the one that came first counts.
            if (round.waitedFor.remove(task.taskInfo().index())) {
                round.last = task;
            }
        }
    }

    /** The seconds of the round whose job has ended; NaN if it is another job. */
    double jobEnded(int job, long millis) {
        Long otherSubmitted = otherJobs.remove(job);
        if (otherSubmitted != null) {
            evaluationSeconds += (millis - otherSubmitted) * SECOND;
        }
        RoundJob round = newest;
        if (round == null || round.job != job) {
            return Double.NaN;
        }
        round.ended = millis;
        return (millis - round.submitted) * SECOND;
    }

    /** Spark's number of the job of a round; -1 where it is not known. */
    int jobOf(long round) {
        RoundJob known = newest;
        return known == null || known.round != round ? RoundRow.UNKNOWN_JOB : known.job;
    }

    /** The round whose job has begun last; -1 before the first. */
    long round() {
        RoundJob known = newest;
        return known == null ? NONE : known.round;
    }

    /** Seconds since the job of the round under way began; NaN between rounds. */
    double secondsUnderWay(long nowMillis) {
        RoundJob round = newest;
        return round == null || round.ended != NONE ? Double.NaN : (nowMillis - round.submitted) * SECOND;
    }

    /** The agents that have not reported in the round under way. */
    Collection<Integer> waitedFor() {
        RoundJob round = newest;
        return round == null ? new TreeSet<>() : round.waitedFor;
    }

    /** The agent that reported last in the newest round. */
    OptionalInt lastToReport() {
        RoundJob round = newest;
        return round == null || round.last == null
                ? OptionalInt.empty()
                : OptionalInt.of(round.last.taskInfo().index());
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
        if (metrics == null || task.index() >= computeSeconds.length) {
            return new RoundTimes(Double.NaN, Double.NaN, evaluation);
        }
        double total = (known.ended - known.submitted) * SECOND;
        double beforeRun = (task.launchTime() - known.submitted + metrics.executorDeserializeTime()) * SECOND;
        double besideCompute =
                Math.max(0, metrics.executorRunTime() * SECOND - Math.max(0, computeSeconds[task.index()]));
        double broadcast = beforeRun + besideCompute;
        double gather = Math.max(0, total - beforeRun - metrics.executorRunTime() * SECOND);
        return new RoundTimes(broadcast, gather, evaluation);
    }
}
